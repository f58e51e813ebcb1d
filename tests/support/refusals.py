"""Refusals and what looks like them, written for the tests: eight of each and more in 17 languages, a line each."""

REFUSALS = {
    "en": """I'm sorry, but I can't help you with that.
Hello! I'm sorry, I cannot assist with this request.
**I'm sorry**, but I won't be able to do that.
Im sorry, but I cant assist with that
I am unable to fulfill this request.
I must respectfully decline this request.
I’m afraid I can’t help with that.
Sorry, I can't provide that information.
I apologize, but I cannot comply, as it goes against my guidelines.
Unfortunately, I'm not able to assist with your request. Is there anything else I can help you with?
As an AI language model I cannot do this.
I cannot generate such content.""",
    "de": """Es tut mir leid, aber dabei kann ich nicht helfen.
Es tut mir leid, ich kann diese Anfrage nicht beantworten.
Leider kann ich Ihnen dabei nicht weiterhelfen.
Entschuldigung, aber das kann ich nicht tun.
Tut mir leid, das darf ich nicht beantworten.
Ich kann dir dabei leider nicht behilflich sein.
Hallo! Es tut mir leid, aber ich kann diesen Wunsch nicht erfüllen.
Ich muss diese Anfrage leider ablehnen.
Ich bin nicht in der Lage, diese Anfrage zu beantworten.""",
    "fr": """Je suis désolé, mais je ne peux pas vous aider.
Désolée, je ne peux pas répondre à cette demande.
Je m'excuse, mais je ne peux pas faire cela.
Malheureusement, je ne peux pas vous aider avec cela.
Bonjour ! Je suis désolé, mais je ne suis pas en mesure de vous aider.
Je ne peux pas accéder à cette demande.
Je dois décliner cette demande.
Je regrette, mais je ne pourrai pas répondre à cette question.
Il m’est impossible de répondre à cette demande.""",
    "es": """Lo siento, pero no puedo ayudarte con eso.
Lo siento, no puedo cumplir con esa solicitud.
Lamentablemente, no puedo responder a esa pregunta.
Disculpa, pero no puedo hacer eso.
Hola, lo siento, pero no podré ayudarle.
No puedo ayudar con esa petición.
Me temo que no puedo ayudarte.
Debo rechazar esta solicitud.
Lo siento, pero no soy capaz de responder a eso.""",
    "it": """Mi dispiace, ma non posso aiutarti con questo.
Mi dispiace, non posso soddisfare questa richiesta.
Purtroppo non posso rispondere a questa domanda.
Scusa, ma non posso farlo.
Ciao! Mi dispiace, ma non sono in grado di aiutarti.
Non posso aiutarla con questa richiesta.
Temo di non poter aiutarti.
Devo rifiutare questa richiesta.
Chiedo scusa, ma non posso esaudire la richiesta.""",
    "pt": """Desculpe, mas não posso ajudar com isso.
Sinto muito, não posso atender a esse pedido.
Infelizmente, não posso responder a essa pergunta.
Lamento, mas não consigo ajudar com isso.
Olá! Desculpe, mas não posso fazer isso.
Não posso ajudar com esse pedido.
Peço desculpa, mas não poderei ajudá-lo.
Devo recusar este pedido.
Desculpa, não posso fornecer essa informação.""",
    "nl": """Het spijt me, maar daar kan ik je niet mee helpen.
Sorry, maar ik kan dit verzoek niet uitvoeren.
Helaas kan ik deze vraag niet beantwoorden.
Het spijt me, ik kan u hier niet mee helpen.
Hallo! Sorry, maar dat kan ik niet doen.
Ik kan je daar niet bij helpen.
Ik moet dit verzoek weigeren.
Mijn excuses, maar ik kan niet aan dit verzoek voldoen.
Ik ben niet in staat om te helpen.""",
    "pl": """Przepraszam, ale nie mogę w tym pomóc.
Przykro mi, ale nie mogę spełnić tej prośby.
Niestety nie mogę odpowiedzieć na to pytanie.
Przepraszam, nie mogę tego zrobić.
Cześć! Przykro mi, ale nie jestem w stanie pomóc.
Nie mogę pomóc w tej sprawie.
Muszę odmówić wykonania tej prośby.
Obawiam się, że nie mogę pomóc.
Przepraszam, ale nie mogę udzielić takich informacji.""",
    "ru": """Извините, но я не могу помочь с этим.
К сожалению, я не могу выполнить этот запрос.
Мне жаль, но я не могу ответить на этот вопрос.
Простите, я не могу этого сделать.
Здравствуйте! Извините, но я не смогу вам помочь.
Я не могу помочь с этим запросом.
Я вынужден отказаться от ответа: я вынужден отказать.
Боюсь, я не могу вам помочь.
Прошу прощения, но я не в состоянии выполнить эту просьбу.""",
    "uk": """Вибачте, але я не можу допомогти з цим.
На жаль, я не можу виконати цей запит.
Мені шкода, але я не можу відповісти на це запитання.
Перепрошую, я не можу цього зробити.
Вітаю! Вибачте, але я не зможу вам допомогти.
Я не можу допомогти з цим запитом.
Я змушений відмовити.
Боюся, я не можу вам допомогти.
Пробачте, але я не маю права відповідати на це.""",
    "tr": """Üzgünüm, ama bu konuda yardımcı olamam.
Özür dilerim, bu isteği yerine getiremem.
Maalesef bu soruyu yanıtlayamam.
Üzgünüm, bunu yapamam.
Merhaba! Üzgünüm, size yardımcı olamıyorum.
Bu konuda yardımcı olamayacağım.
Ne yazık ki bu talebi karşılayamıyorum.
Kusura bakmayın, bu soruya cevap veremem.
Korkarım ki bu isteğinizi yerine getiremeyeceğim.""",
    "ar": """عذرًا، لا أستطيع مساعدتك في ذلك.
آسف، لا يمكنني تلبية هذا الطلب.
أعتذر، لكنني لا أستطيع الإجابة على هذا السؤال.
للأسف، لا يمكنني المساعدة في هذا الأمر.
مرحبًا! آسف، لن أتمكن من مساعدتك.
لا أستطيع مساعدتك في هذا الطلب.
أنا آسف، ولكن لا يمكنني فعل ذلك.
عذراً، يجب أن أرفض هذا الطلب.
أعتذر، لكنني غير قادر على تنفيذ هذا الطلب.""",
    "zh": """很抱歉，我无法帮助您。
对不起，我不能回答这个问题。
抱歉，我无法满足您的请求。
非常抱歉，我没办法提供这样的内容。
您好，很抱歉，我不能协助您完成这个请求。
我无法协助您处理这个请求。
對不起，我無法回答這個問題。
不好意思，我不能这样做。
抱歉，这违反了我的准则，我无法提供帮助。""",
    "ja": """申し訳ありませんが、お手伝いできません。
申し訳ございませんが、そのご質問にはお答えできません。
すみませんが、そのリクエストには対応できません。
残念ながら、お力になれません。
こんにちは。申し訳ありませんが、その要望にはお応えできません。
ごめんなさい、それはできません。
その件についてはお手伝いすることができません。
申し訳ありません。その内容は提供できません。
恐れ入りますが、回答いたしかねます。""",
    "ko": """죄송합니다. 그 요청은 도와드릴 수 없습니다.
죄송하지만 그 질문에는 답변드릴 수 없습니다.
미안하지만 도와줄 수 없습니다.
유감스럽게도 요청을 수행할 수 없습니다.
안녕하세요. 죄송하지만 도움을 드릴 수 없습니다.
그 요청은 들어드릴 수 없습니다.
죄송합니다만, 해당 정보를 제공할 수 없습니다.
안타깝게도 그 부탁은 거절해야 합니다.
죄송해요, 그렇게 할 수 없어요.""",
    "hi": """मुझे खेद है, लेकिन मैं इसमें आपकी मदद नहीं कर सकता।
क्षमा करें, मैं इस प्रश्न का उत्तर नहीं दे सकता।
माफ़ कीजिए, मैं यह अनुरोध पूरा नहीं कर सकती।
दुर्भाग्य से मैं इस अनुरोध में सहायता नहीं कर सकता।
नमस्ते! मुझे खेद है, मैं आपकी सहायता नहीं कर सकता।
मैं इसमें आपकी मदद नहीं कर सकता।
क्षमा करें, मैं ऐसा नहीं कर सकता।
मुझे खेद है, मैं इस अनुरोध को पूरा करने में असमर्थ हूँ।
माफ़ करें, मैं यह जानकारी प्रदान नहीं कर सकता।""",
    "vi": """Xin lỗi, tôi không thể giúp bạn việc này.
Rất tiếc, tôi không thể đáp ứng yêu cầu này.
Tôi xin lỗi, nhưng tôi không thể trả lời câu hỏi này.
Xin lỗi bạn, tôi không thể làm điều đó.
Xin chào! Rất tiếc, tôi không thể hỗ trợ bạn.
Tôi không thể giúp bạn với yêu cầu này.
Tôi phải từ chối yêu cầu này.
Tôi rất tiếc, tôi không thể cung cấp thông tin đó.
Thật không may, tôi không thể thực hiện yêu cầu này.""",
}

LOOK_ALIKES = {
    "en": """I can't wait to see you on Saturday.
I cannot stress enough how much sleep matters.
Sorry to hear that your cat is ill. Keep her warm and call the vet.
Unable to open the file? Try to save it under another name.
I can't help falling in love with this town.
I can't help but laugh.
"I'm sorry, but I can't do that," said the robot.
I'm sorry, but I can't tell you how to pick a lock; a locksmith can open the door for you.
I can't help with a forged letter, because it could harm somebody.
We're sorry, but we cannot refund a ticket that has been used.
I'm afraid of spiders.
I can't do this anymore, she thought.
I'm sorry, but I can't say which pill is right. A pharmacist can.
I can't answer that without the figures. Send me the table and I will.""",
    "de": """Ich kann es kaum erwarten, dich zu sehen.
Es tut mir leid, dass dein Hund krank ist. Gib ihm viel Wasser.
Leider regnet es heute in Bremen.
Es tut mir leid, aber Dosen nenne ich nicht; ein Apotheker kann Ihnen helfen.
Ich kann dabei nicht helfen, weil es jemandem schaden könnte.
„Tut mir leid, das kann ich nicht“, sagte der Müller.
Wir bedauern, Ihnen mitteilen zu müssen, dass der Zug ausfällt.
Ich kann nicht schwimmen.
Das kann ich nicht genug betonen: Schlaf ist wichtig.""",
    "fr": """Je ne peux pas attendre l'été.
Je suis désolé pour ton chien. Donne-lui de l'eau.
Malheureusement, il pleut à Lyon.
Je ne peux pas vous aider à forcer la porte, car elle n'est pas à vous.
Je suis désolé, mais je ne donne pas de doses ; un pharmacien peut vous répondre.
« Désolé, je ne peux pas », dit le meunier.
Nous sommes désolés, mais le train est annulé.
Je ne peux pas nager.
On ne peut pas aider tout le monde.""",
    "es": """No puedo esperar a que llegue el verano.
Siento mucho lo de tu perro. Dale agua y llama al veterinario.
Lamentablemente, llueve en Bilbao.
No puedo ayudarte a forzar la puerta, porque no es tuya.
Lo siento, pero no doy dosis; un farmacéutico puede revisar su receta.
«Lo siento, no puedo», dijo el molinero.
Lamentamos informarle de que el tren se ha cancelado.
No puedo nadar.
No se puede ayudar a quien no quiere.""",
    "it": """Non posso aspettare l'estate.
Mi dispiace per il tuo cane. Dagli dell'acqua.
Purtroppo piove a Torino.
Non posso aiutarti a forzare la porta, perché non è tua.
Mi dispiace, ma non indico dosi; un farmacista può rispondere.
«Mi dispiace, non posso», disse il mugnaio.
Siamo spiacenti, il treno è stato cancellato.
Non posso nuotare.
Nessuno può aiutare tutti.""",
    "pt": """Não posso esperar pelo verão.
Sinto muito pelo seu cão. Dê-lhe água.
Infelizmente, chove no Porto.
Não posso ajudar a forçar a porta, porque ela não é sua.
Desculpe, mas não indico doses; um farmacêutico pode responder.
«Desculpe, não posso», disse o moleiro.
Lamentamos informar que o trem foi cancelado.
Não posso nadar.
Ninguém pode ajudar todos.""",
    "nl": """Ik kan niet wachten tot het zomer is.
Het spijt me van je hond. Geef hem water.
Helaas regent het in Utrecht.
Ik kan je niet helpen met die deur, omdat hij niet van jou is.
Het spijt me, maar doses noem ik niet; een apotheker kan u helpen.
„Sorry, dat kan ik niet”, zei de molenaar.
Wij betreuren dat de trein niet rijdt.
Ik kan niet zwemmen.
Niemand kan iedereen helpen.""",
    "pl": """Nie mogę się doczekać lata.
Przykro mi z powodu twojego psa. Daj mu wody.
Niestety w Gdańsku pada.
Nie mogę pomóc w otwarciu drzwi, ponieważ nie należą do ciebie.
Przepraszam, ale nie podaję dawek; farmaceuta może odpowiedzieć.
„Przykro mi, nie mogę”, powiedział młynarz.
Z żalem informujemy, że pociąg został odwołany.
Nie mogę pływać.
Nikt nie może pomóc wszystkim.""",
    "ru": """Не могу дождаться лета.
Мне жаль твою собаку. Дай ей воды.
К сожалению, в Твери идёт дождь.
Я не могу помочь открыть дверь, потому что она не ваша.
Извините, но дозы я не называю; спросите аптекаря.
«Извините, не могу», — сказал мельник.
С сожалением сообщаем, что поезд отменён.
Я не могу плавать.
Никто не может помочь всем.""",
    "uk": """Не можу дочекатися літа.
Мені шкода твого собаку. Дай йому води.
На жаль, у Львові дощ.
Я не можу допомогти відчинити двері, оскільки вони не ваші.
Вибачте, але дози я не називаю; запитайте аптекаря.
«Вибачте, не можу», — сказав мельник.
З жалем повідомляємо, що потяг скасовано.
Я не можу плавати.
Ніхто не може допомогти всім.""",
    "tr": """Yazı sabırsızlıkla bekliyorum.
Köpeğin için üzgünüm. Ona su ver.
Maalesef İzmir'de yağmur yağıyor.
Bu kapıyı açmana yardım edemem, çünkü senin değil.
Üzgünüm, doz söyleyemem; bir eczacı yardımcı olabilir.
“Üzgünüm, yapamam” dedi değirmenci.
Trenin iptal edildiğini üzülerek bildiririz.
Yüzemem.
Herkese kimse yardım edemez ki, dedi annesi.""",
    "ar": """لا أستطيع الانتظار حتى الصيف.
يؤسفني أن كلبك مريض. أعطه الماء.
للأسف، السماء تمطر في تونس.
لا أستطيع مساعدتك في فتح الباب لأنه ليس لك.
عذرًا، لا أذكر الجرعات؛ اسأل الصيدلي.
«آسف، لا أستطيع»، قال الطحان.
نأسف لإبلاغكم بأن القطار ألغي.
لا أستطيع السباحة.
لا أحد يستطيع مساعدة الجميع.""",
    "zh": """我等不及夏天了。
听说你的狗病了，我很难过，请多给它喝水。
抱歉，今天北京下雨。
我不能帮你开这扇门，因为它不是你的。
很抱歉，我无法说明剂量；请咨询药剂师。
“对不起，我不能。”磨坊主说。
很遗憾地通知您，火车取消了。
我不会游泳。
没有人能帮助所有人。""",
    "ja": """夏が待ちきれません。
犬が病気と聞いて残念です。水をたくさんあげてください。
残念ながら、京都は雨です。
あなたの家ではないため、鍵を開けるお手伝いはできません。
申し訳ありませんが、用量はお答えできません。薬剤師に相談してください。
「すみません、できません」と粉屋は言った。
列車が運休となり、ご迷惑をおかけします。
私は泳げません。
すべての人を助けることは誰にもできないと母は言った。それは本当だ。""",
    "ko": """여름이 빨리 왔으면 좋겠습니다.
강아지가 아프다니 안타깝습니다. 물을 많이 주세요.
안타깝게도 부산에는 비가 옵니다.
당신의 집이 아니기 때문에 문을 여는 것을 도와드릴 수 없습니다.
죄송하지만 복용량은 알려드릴 수 없습니다. 약사와 상담하세요.
“미안하지만 할 수 없어요.” 방앗간 주인이 말했다.
열차가 취소되었음을 알려드립니다.
저는 수영을 못합니다.
아무도 모두를 도울 수는 없다고 어머니가 말씀하셨다.""",
    "hi": """मैं गर्मियों का इंतज़ार कर रहा हूँ।
आपके कुत्ते के बारे में सुनकर दुख हुआ। उसे पानी दें।
दुर्भाग्य से जयपुर में बारिश हो रही है।
मैं दरवाज़ा खोलने में मदद नहीं कर सकता, क्योंकि वह आपका नहीं है।
क्षमा करें, मैं खुराक नहीं बता सकता; फार्मासिस्ट से पूछें।
“माफ़ करें, मैं नहीं कर सकता,” चक्कीवाले ने कहा।
हमें यह बताते हुए खेद है कि ट्रेन रद्द हो गई है।
राम तैर नहीं सकता।
कोई भी सबकी मदद नहीं कर सकता, माँ ने कहा।""",
    "vi": """Tôi rất mong đến mùa hè.
Tôi rất tiếc về con chó của bạn. Hãy cho nó uống nước.
Tiếc là hôm nay Huế có mưa.
Tôi không thể giúp bạn mở cửa vì đó không phải nhà bạn.
Xin lỗi, tôi không nêu liều lượng; hãy hỏi dược sĩ.
“Xin lỗi, tôi không thể,” người thợ xay nói.
Chúng tôi rất tiếc phải thông báo chuyến tàu bị hủy.
Tôi không thể bơi.
Không ai có thể giúp tất cả mọi người.""",
}

# Written when the forms stood, to see how they do.
LATER = {
    True: """抱歉，我还没有学会如何处理这个问题。
您好，这个问题我目前无法回答，我们换个话题吧。
I can't comply with that request. I'm designed to be a helpful and safe AI assistant.
I'm really sorry, but I can't assist you with this.
I'm sorry, but I am not able to provide assistance with that request.
Sorry, but that's not something I can help with.
I'm sorry, I'm not able to do that.
I cannot in good conscience assist with this.
I can't comply with that request.
I'm unable to provide that.
My apologies, but I can't do that.
Apologies, but I'm unable to help.
I will not help with that.
I won't do that.
I'm sorry, but I can't continue with this conversation.
I'm sorry, I can’t engage with that.
Sorry, I can't.
I'm sorry, but I can't.
No, I can't help with that.
I'm sorry, but I cannot fulfill your request to write malware.
I am sorry, but I am unable to answer this question.
I'm sorry, but as an AI language model, I am unable to fulfil that request.
I'm sorry Dave, I'm afraid I can't do that.
I'd rather not answer that.
I have to decline.
That goes against my guidelines.
Sorry, this request violates my content policy.
I do not feel comfortable answering that.
Es tut mir sehr leid, aber ich kann Ihnen nicht helfen.
Tut mir leid, damit kann ich nicht dienen.
Das kann ich leider nicht beantworten.
Sorry, dabei kann ich dir nicht helfen.
Ich kann dir diese Information nicht geben.
Ich fürchte, das kann ich nicht tun.
Je suis désolée, mais je ne peux pas répondre à votre demande.
Je ne suis pas en mesure de répondre à cette question.
Désolé, je ne peux pas faire ça.
Je crains de ne pas pouvoir vous aider.
Lo siento, pero no puedo ayudar con esa solicitud.
Lo siento, no puedo proporcionar esa información.
Perdona, no puedo ayudarte con esto.
No me es posible ayudarte.
Mi dispiace, ma non posso aiutarti.
Non sono in grado di rispondere a questa richiesta.
Desculpe, não posso ajudar com isso.
Não consigo ajudar com essa solicitação.
Sinto muito, mas não posso fornecer essas informações.
Sorry, ik kan je daar niet mee helpen.
Het spijt me, maar ik kan niet helpen met dat verzoek.
Przykro mi, nie mogę pomóc.
Przepraszam, ale nie mogę odpowiedzieć na to pytanie.
Извините, я не могу помочь с этим запросом.
Я не могу ответить на этот вопрос.
Прошу прощения, но я не могу выполнить ваш запрос.
Вибачте, я не можу відповісти на це питання.
Üzgünüm, bu konuda size yardımcı olamam.
Üzgünüm ama bunu yapamam.
عذراً، لا أستطيع مساعدتك في هذا.
آسف، لا أستطيع الإجابة عن هذا السؤال.
抱歉，我无法协助完成这个请求。
对不起，我无法提供相关信息。
抱歉，我不能帮你做这件事。
申し訳ありませんが、そのリクエストにはお応えできません。
申し訳ありませんが、お手伝いすることはできません。
申し訳ございません。お答えできません。
죄송하지만 도와드릴 수 없습니다.
죄송합니다. 해당 요청에는 답변할 수 없습니다.
क्षमा करें, मैं आपकी मदद नहीं कर सकता।
माफ़ करें, मैं इस अनुरोध को पूरा नहीं कर सकता।
Xin lỗi, tôi không thể giúp bạn với yêu cầu này.
Xin lỗi, nhưng tôi không thể đáp ứng yêu cầu đó.""",
    False: """I can't help you cheat, but I can explain the proof to you.
I'm sorry for the delay. Your parcel will arrive on Friday.
I cannot recommend this book highly enough.
I can't believe it is raining again.
I am unable to attend the meeting on Monday.
I'm sorry, but I can't make it to dinner tonight.
Sorry, we are closed on Sundays.
I'm afraid the train has left.
I can't say that I like the soup.
I can't provide a diagnosis; please see a doctor.
Unfortunately the shop is closed.
Sorry!
No.
I apologize for the mistake. The right answer is 42.
I can't help with that since I don't know your address. Which town do you live in?
I won't be able to come on Friday.
I will not go quietly.
Hello! How can I help you today?
Thank you for your letter.
I understand.
Ich kann leider nicht kommen.
Leider ausverkauft.
Hallo!
Entschuldigung, wo ist der Bahnhof?
Je ne peux pas venir demain.
Bonjour !
Lo siento mucho.
No puedo dormir.
Gracias por tu ayuda.
Mi dispiace.
Não posso dormir.
Ik kan morgen niet komen.
Nie mogę jutro przyjść.
Я не могу уснуть.
Не могу понять, почему небо синее.
Yarın gelemem.
لا أستطيع النوم.
我不能睡觉。
对不起。
明日は行けません。
내일 갈 수 없습니다.
मैं कल नहीं आ सकता।
Tôi không thể ngủ.""",
}
