"""An engine whose workers are tasks of the test's own loop: all that is sent is pickled, and no process is started."""

import asyncio
import pickle
from dataclasses import dataclass, field

from selfinstruct.engine.crew.messages import Died, Ended, Message, Order
from selfinstruct.engine.crew.worker import Worker


@dataclass
class InlineChannel:
    number: int
    inbox: "asyncio.Queue[tuple[int, Message]]"
    orders: "asyncio.Queue[Order]" = field(default_factory=asyncio.Queue)
    ended: bool = False

    def send(self, message: Message) -> None:
        self.ended = self.ended or isinstance(message, Ended)
        self.inbox.put_nowait((self.number, pickle.loads(pickle.dumps(message))))

    async def receive(self) -> Order:
        return await self.orders.get()


@dataclass
class InlineEngine:
    """`deaths` are the numbers of workers that are cancelled once they have sent so many messages."""

    name: str = "inline"
    started: list[int] = field(default_factory=list)
    _inbox: "asyncio.Queue[tuple[int, Message]]" = field(default_factory=asyncio.Queue)
    _channels: dict[int, InlineChannel] = field(default_factory=dict)
    _lives: dict[int, "asyncio.Task[None]"] = field(default_factory=dict)

    async def start(self, number: int, package: bytes) -> None:
        self.started.append(number)
        channel = self._channels[number] = InlineChannel(number, self._inbox)
        life = asyncio.ensure_future(Worker(number, pickle.loads(package), channel).run())
        self._lives[number] = life
        life.add_done_callback(lambda _: self._gone(number, channel))

    def _gone(self, number: int, channel: InlineChannel) -> None:
        if not channel.ended:
            self._inbox.put_nowait((number, Died("was cancelled by the test")))

    def send(self, number: int, order: Order) -> None:
        self._channels[number].orders.put_nowait(pickle.loads(pickle.dumps(order)))

    async def receive(self) -> tuple[int, Message]:
        return await self._inbox.get()

    async def kill(self, number: int) -> None:
        self._lives[number].cancel()

    async def close(self) -> None:
        for life in self._lives.values():
            life.cancel()
        await asyncio.gather(*self._lives.values(), return_exceptions=True)
