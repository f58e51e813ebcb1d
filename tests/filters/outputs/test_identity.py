"""Models that name themselves, by language, beside outputs that only speak of models."""

from dataclasses import replace

import pytest

from selfinstruct.records import Instance, Message, Task
from tests.support.filters import GOOD, made, reasons, task

NAMED = {
    "en": [
        "I am ChatGPT, made by OpenAI.",
        "Hello! I'm Claude, an AI assistant. A paper clip holds a hem.",
        "As of my last update in September 2021, there were three.",
        "As of my knowledge cutoff in April 2023, the record stands at 9.58 seconds.",
        "I’m **Qwen**, created by Alibaba Cloud, and here are three uses.",
        "I was developed by Alibaba's Qwen team. Three uses are these.",
        "I am a large language model, trained by Google.",
        "I'm DeepSeek-V3, an AI assistant created by DeepSeek.",
        "As a language model trained by OpenAI, I cannot hold a paper clip.",
        "As ChatGPT, I don't bend things.",
        "My training data only goes up to 2021, so newer clips are missing.",
        "My creators at Anthropic would say three.",
        "You're chatting with Gemini, Google's AI model.",
        "My knowledge is limited to events before January 2022.",
        "Clips of that kind do not exist as of my last update.",
        "Sure. Up to my last training update, clips had three uses.",
    ],
    "de": [
        "Ich bin ChatGPT, ein Sprachmodell von OpenAI.",
        "Ich wurde von OpenAI entwickelt.",
        "Ich bin ein großes Sprachmodell, trainiert von Google.",
        "Stand meines letzten Updates gab es drei.",
        "Mein Wissen reicht nur bis September 2021.",
    ],
    "fr": [
        "Je suis ChatGPT, un modèle de langage.",
        "J’ai été développé par OpenAI.",
        "À la date de ma dernière mise à jour en septembre 2021, il y en avait trois.",
        "Je suis un assistant IA créé par Mistral AI.",
    ],
    "es": [
        "Soy ChatGPT, un modelo de lenguaje de OpenAI.",
        "Fui creado por Anthropic.",
        "Hasta mi última actualización en septiembre de 2021 había tres.",
        "Soy un modelo de lenguaje entrenado por Google.",
    ],
    "it": [
        "Sono ChatGPT, un modello linguistico.",
        "Sono stato sviluppato da OpenAI.",
        "Il mio ultimo aggiornamento risale a settembre 2021.",
    ],
    "pt": [
        "Eu sou o ChatGPT, um modelo de linguagem.",
        "Fui desenvolvido pela OpenAI.",
        "Até minha última atualização em setembro de 2021 eram três.",
    ],
    "nl": [
        "Ik ben ChatGPT, een taalmodel.",
        "Ik ben ontwikkeld door OpenAI.",
        "Ik ben een taalmodel dat door Google is getraind.",
    ],
    "pl": ["Jestem ChatGPT, model językowy.", "Zostałem stworzony przez OpenAI."],
    "ru": [
        "Я ChatGPT, языковая модель.",
        "Меня разработала компания OpenAI.",
        "Я — языковая модель, созданная Яндексом.",
        "На момент моего последнего обновления их было три.",
    ],
    "uk": ["Я ChatGPT, мовна модель.", "Мене створила компанія OpenAI."],
    "tr": ["Ben ChatGPT, bir dil modeliyim.", "Ben OpenAI tarafından geliştirilen bir dil modeliyim."],
    "vi": ["Tôi là ChatGPT, một mô hình ngôn ngữ.", "Tôi được OpenAI phát triển."],
    "id": ["Saya adalah ChatGPT, model bahasa.", "Saya dikembangkan oleh OpenAI."],
    "sv": ["Jag är ChatGPT, en språkmodell.", "Jag är en AI-assistent utvecklad av OpenAI."],
    "ar": ["أنا ChatGPT، نموذج لغوي.", "أنا نموذج لغوي تم تطويره بواسطة OpenAI."],
    "hi": ["मैं ChatGPT हूँ, एक भाषा मॉडल।", "मुझे OpenAI द्वारा विकसित किया गया है।"],
    "zh": [
        "我是通义千问，由阿里云开发的大模型。",
        "我是ChatGPT，很高兴认识你。",
        "我是由中国的深度求索（DeepSeek）公司开发的智能助手DeepSeek-R1。",
        "我是由商汤开发的人工智能机器人。",
        "我是由OpenAI训练的大型语言模型。",
        "我是百度研发的人工智能模型。",
        "截至我最后一次更新，共有三种用途。",
        "我的知识截止到2021年9月。",
    ],
    "ja": [
        "私はChatGPTです。",
        "私はOpenAIによって開発されたAIです。",
        "私の知識は2021年9月までです。",
    ],
    "ko": ["저는 ChatGPT입니다.", "저는 OpenAI에서 개발한 언어 모델입니다.", "제 지식은 2021년 9월까지입니다."],
}
STAY = [
    (GOOD, "ChatGPT was made by OpenAI. Claude comes from Anthropic."),
    (GOOD, "I'm Claude Monet, and I paint lilies."),
    (GOOD, "I am a Gemini, and my sister is an Aries."),
    (GOOD, "My name is Claude and I live in Lyon with my assistant."),
    (GOOD, "I was surprised by the model developed by OpenAI."),
    (GOOD, "I was trained by Google for two years before I became a gardener."),
    (GOOD, "I am a ChatGPT user, and I am trained in first aid."),
    (GOOD, "I'm from Meta, Missouri. I was made a partner by Amazon."),
    (GOOD, 'The robot said: "I am ChatGPT, made by OpenAI." Everybody laughed.'),
    (GOOD, "> I am ChatGPT, made by OpenAI.\n\nThat is what it answers."),
    (GOOD, "Assistant: I am ChatGPT, made by OpenAI.\nBen: So what?"),
    (GOOD, "```python\nprint('I am ChatGPT, made by OpenAI.')\n```"),
    (GOOD, "As of my last birthday I am ten."),
    (GOOD, "As of my last update on the roof, nothing has changed."),
    ("Write a status report on the roof.", "As of my last update, two tiles are missing."),
    (GOOD, "您好，我是由深圳市必火公司开发的助理。"),
    (GOOD, "To the best of my knowledge, clips have been sold since 1899."),
    (GOOD, "My training for the marathon was last updated by my coach."),
    (GOOD, "As an AI model developed by Google, Gemini answers questions."),
    (GOOD, "I am impressed by the assistant that was trained by Google."),
    (GOOD, "I'm using a chatbot developed by OpenAI, and so is she."),
    (GOOD, "I am the author of a book on models, published by Google."),
    (GOOD, "Ich bin begeistert vom Modell, das von OpenAI entwickelt wurde."),
    (GOOD, "Je suis impressionné par le modèle développé par OpenAI."),
    (GOOD, "Soy capaz de usar modelos entrenados por OpenAI."),
    (GOOD, "Sono felice di usare un modello sviluppato da OpenAI."),
    (GOOD, "Я использую модель, созданную OpenAI. Меня впечатлила модель, созданная Яндексом."),
    (GOOD, "Ben OpenAI tarafından geliştirilen modeli kullanıyorum."),
    (GOOD, "Saya menggunakan model yang dikembangkan oleh OpenAI."),
    (GOOD, "أنا أستخدم نموذجا تم تطويره بواسطة OpenAI."),
    (GOOD, "मैं OpenAI द्वारा विकसित मॉडल का उपयोग करता हूँ।"),
    (GOOD, "我使用OpenAI开发的模型。"),
    (GOOD, "私はOpenAIが開発したモデルを使っています。"),
    (GOOD, "저는 OpenAI가 개발한 모델을 사용합니다."),
    (GOOD, "Ich bin von Google enttäuscht. Nach meinem Wissensstand hat das Modell drei Türen."),
    (GOOD, "Ich wurde von Google eingeladen, ein Modell der Stadt zu sehen."),
    (GOOD, "Je suis allé chez Google. Ma dernière mise à jour du blog date de lundi."),
    (GOOD, "Soy de Google Maps un gran usuario. Mi última actualización fue ayer."),
    (GOOD, "Я работаю в компании Яндекс и учу детей."),
    (GOOD, "我是阿里巴巴的员工，每天坐地铁上班。"),
    (GOOD, "我在百度上搜索了三种用途。"),
    (GOOD, "私はグーグルで働いています。"),
    (GOOD, "저는 네이버에서 일합니다."),
    ("Write an email to the client about the roof.", "As of my last update in May 2023, the roof was open."),
    ("Translate into English: Ich bin ein Sprachmodell.", "I am ChatGPT, made by OpenAI."),
    ("Who made ChatGPT?", "I am ChatGPT, made by OpenAI."),
    ("Write a story about a robot that lies.", "I am ChatGPT, made by OpenAI, it whispered."),
    ("你是通义千问吗？", "是的，我是通义千问，由阿里云开发。"),
]  # fmt: skip


@pytest.mark.parametrize(("language", "output"), [(name, text) for name, texts in NAMED.items() for text in texts])
def test_a_model_that_names_itself(language: str, output: str) -> None:
    for text in (output, f"A paper clip holds sheets. {output} It costs a cent."):
        whole = task(GOOD, ("", text))
        reason = made("identity")(whole, whole.instances[0])
        assert reason is not None, text
        assert reason.rule == "identity"
        assert reason.value.replace("…", "").strip().split()[0] in text.lower().replace("’", "'").replace("*", "")


@pytest.mark.parametrize(("instruction", "output"), STAY)
def test_others_stay(instruction: str, output: str) -> None:
    assert reasons(made("identity"), task(instruction, ("", output))) == [None]


def test_who_is_asked_nothing_of_models_must_not_name_one() -> None:
    assert reasons(made("identity"), task("Who are you?", ("", "I am ChatGPT, made by OpenAI."))) == ["identity"]


def test_a_model_that_the_system_prompt_names_may_say_so() -> None:
    said = "I am Qwen, made by Alibaba Cloud."
    turns = (Message("system", "You are Qwen."), Message("user", "Who are you?"), Message("assistant", said))
    whole = Task("t", "Who are you?", instances=(Instance("", said, turns=turns),))
    assert reasons(made("identity"), whole) == [None]
    bare = replace(whole, instances=(Instance("", said, turns=turns[1:]),))
    assert reasons(made("identity"), bare) == ["identity"]
