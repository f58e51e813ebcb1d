"""Questions that need a text beside them, and questions that stand for themselves."""

BOUND = """
According to the passage, when does the ferry leave?
What is the main idea of the text?
In this table, which country has the highest value?
As mentioned above, what are the three steps?
What does the author of the text recommend?
What does the author argue about free trade?
Which method is described in the document?
Based on the information provided, how many people live there?
What is shown in Figure 3?
List the fares given in the table above.
What topics are covered in this section?
How does this article define resilience?
What is the purpose of the following code?
Who is mentioned in the excerpt?
What does it do?
When was he born?
Why did they leave?
What is its capital?
How does this work?
Explain why it failed.
What conclusions does the report draw?
What did the researchers find?
Using the given text, name two causes of the war.
What is discussed in the second paragraph?
Summarize the above text.
From the passage, what can be inferred about the king?
Was sagt der Autor über die Steuer?
Laut dem Text, wann fährt die Fähre?
Welche Schritte werden im obigen Abschnitt beschrieben?
Was steht in diesem Dokument über Urlaub?
Wie oben erwähnt, was sind die Voraussetzungen?
Selon le texte, quand part le ferry ?
Que dit l'auteur à propos de l'impôt ?
Dans le texte ci-dessus, combien de personnes sont citées ?
Quels sont les points abordés dans cet article ?
Según el texto, ¿cuándo sale el ferry?
¿Qué menciona el autor sobre los impuestos?
¿Cuál es el tema principal de este documento?
De acordo com o texto, quando parte a balsa?
O que o texto diz? Segundo o autor, qual é a causa?
Secondo il brano, quando parte il traghetto?
Che cosa afferma l'autore di questo articolo?
Volgens de tekst, wanneer vertrekt de veerboot?
Wat wordt er in dit artikel beschreven?
Enligt texten, när går färjan?
Ifølge teksten, hvornår afgår færgen?
Milloin lautta lähtee tekstin mukaan?
Według tekstu, kiedy odpływa prom?
Co autor tekstu sądzi o podatkach?
Podle textu, kdy odplouvá trajekt?
A szöveg szerint mikor indul a komp?
Conform textului, când pleacă feribotul?
Согласно тексту, когда отправляется паром?
Что говорит автор о налогах?
Какие шаги описаны выше?
Згідно з текстом, коли відпливає пором?
Metne göre feribot ne zaman kalkar?
Σύμφωνα με το κείμενο, πότε φεύγει το πλοίο;
وفقًا للنص، متى تغادر العبارة؟
ما الفكرة الرئيسية في هذا المقال؟
על פי הטקסט, מתי יוצאת המעבורת?
بر اساس متن، قایق چه زمانی حرکت می‌کند؟
गद्यांश के अनुसार, नौका कब चलती है?
इस लेख का मुख्य विषय क्या है?
Menurut teks, kapan feri berangkat?
Theo đoạn văn, khi nào phà khởi hành?
ตามข้อความข้างต้น เรือออกเวลาใด
根据本文，渡轮什么时候出发？
文中提到的三个原因是什么？
上述方法有哪些优点？
本文によると、フェリーはいつ出発しますか？
上記の表で最も高い値はどれですか？
この文章の主題は何ですか？
본문에 따르면 여객선은 언제 출발합니까?
위 글의 주제는 무엇입니까?
이 표에서 가장 높은 값은 무엇입니까?
What are the two reasons given in the passage for the delay?
According to this document, who signs the form?
What is the tone of the passage?
In the text, what does the word "hull" refer to?
Which of the options listed below is correct?
What example does the author give to support the claim?
As described in this chapter, how is the valve opened?
What can be concluded from the table?
How many rows does the table above contain?
What is the title of this document?
Describe the process outlined in the provided text.
What does Table 2 show?
Based on the passage, what will happen next?
According to the author, why did the company fail?
What is the significance of the event described in the article?
What was the outcome of the experiment mentioned earlier?
What does the paper propose?
Which city is named in this paragraph?
Per the manual, what should be checked first?
What is the subject of the email?
Where did she study?
How many of them survived?
What are their names?
Who founded it and in what year?
Why is this important?
What are these used for?
Describe its main features.
When was it built?
How did he become king?
According to the information above, what is the fee?
Given the context, what does "port" mean?
What does the narrator think of his brother?
Nach dem vorliegenden Text: Wie hoch ist die Gebühr?
Welche Gründe nennt der Text für die Verspätung?
Was wird in diesem Abschnitt erklärt?
Welche der unten aufgeführten Optionen ist richtig?
Worum geht es in dem Artikel?
D'après le document, qui signe le formulaire ?
Quelles raisons sont données dans le passage ?
Que signifie ce tableau ?
Que recommande l'auteur du texte ?
De acuerdo con el pasaje, ¿cuántas personas viven allí?
¿Qué razones se dan en el texto?
Como se mencionó anteriormente, ¿cuál es la tarifa?
Conforme o documento, quem assina o formulário?
Quais motivos são apresentados no trecho?
In base al testo, quanto costa il biglietto?
Quali motivi sono indicati nel testo?
Welke redenen worden in de tekst genoemd?
Wat is het onderwerp van deze tekst?
Vilka skäl nämns i texten?
Hvad handler denne artikel om?
Mitä tässä artikkelissa kerrotaan laivoista?
Jakie powody podano w tekście?
O czym jest ten fragment?
Jaké důvody jsou uvedeny v textu?
Mi a témája ennek a cikknek?
Ce motive sunt menționate în text?
Какие причины названы в тексте?
О чём эта статья?
На основании приведённого отрывка, сколько стоит билет?
Які причини названо в тексті?
Bu makalenin ana konusu nedir?
Metinde geçen nedenler nelerdir?
Ποιο είναι το θέμα αυτού του κειμένου;
ما الأسباب المذكورة في النص؟
بحسب المقال، كم تبلغ الرسوم؟
מה הנושא של הקטע הזה?
موضوع اصلی این متن چیست؟
दिए गए पाठ के आधार पर, शुल्क कितना है?
लेखक ने कौन-से कारण बताए हैं?
এই অনুচ্ছেদের মূল বিষয় কী?
Apa topik utama bacaan tersebut?
Tác giả của bài viết khuyên điều gì?
Nội dung chính của đoạn văn trên là gì?
บทความนี้กล่าวถึงเรื่องใด
ผู้เขียนแนะนำให้ทำอะไร
这篇文章的主要内容是什么？
作者认为失败的原因是什么？
表格中哪个国家的数值最高？
根据上述资料，费用是多少？
この記事で述べられている理由は何ですか？
筆者はなぜそう考えていますか？
文章中の「それ」は何を指しますか？
이 글에서 필자가 말하고자 하는 것은 무엇입니까?
지문에서 언급된 이유는 무엇입니까?
다음 글을 읽고 요금이 얼마인지 말하시오.
What are the key findings of the study described above?
Which argument in the passage supports the claim that taxes are too high?
According to this section, which files are deleted?
What is the meaning of the word "draft" as used in the passage?
What does the document state about overtime?
How many examples are listed in the text?
What advice does the writer offer to beginners?
In the given excerpt, who opens the door?
Identify the three stages described in this article.
What did the speaker promise at the end?
According to the table, which month was the driest?
What information is provided in the document about refunds?
What does the graph indicate about rainfall?
What problem is this paragraph trying to solve?
What does the story say about friendship?
What steps are outlined in the guide?
Based on this context, who is responsible?
How does the text characterize the mayor?
What is the author's attitude toward change?
From the information given, what was the total cost?
What warning does the page give?
Which sentence in the text shows that Ann is afraid?
What was his first job?
How old is she?
What happened to them after the war?
Where is it located?
How many people live there?
What are its advantages?
How is this calculated?
What are these called?
Was bedeutet das Wort „Kahn“ in diesem Text?
Welche Informationen enthält die obige Tabelle?
Wie beschreibt der Autor seine Kindheit?
Was empfiehlt das Dokument bei Störungen?
Nach Angaben des Artikels: Wie viele Menschen leben dort?
Quel est le sujet principal de ce document ?
Selon l'auteur, pourquoi l'entreprise a-t-elle échoué ?
Quelles étapes sont décrites ci-dessus ?
Que montre le tableau ci-dessous ?
¿Qué opina el autor sobre la educación?
¿Cuál es la idea principal del texto?
Según la tabla anterior, ¿qué mes fue el más seco?
Qual é a ideia principal do texto?
Segundo o autor do artigo, por que a empresa faliu?
Qual è il tema principale di questo brano?
Secondo l'autore, perché l'azienda è fallita?
Wat is de hoofdgedachte van de tekst?
Wat zegt de auteur over vriendschap?
Vad är huvudbudskapet i denna text?
Hvad er hovedpointen i teksten?
Mikä on tekstin pääajatus?
Jaka jest główna myśl tego tekstu?
Jaká je hlavní myšlenka tohoto textu?
Mi a szöveg fő gondolata?
Care este ideea principală a acestui text?
Какова главная мысль этого текста?
Согласно таблице, какой месяц был самым сухим?
Яка головна думка цього тексту?
Parçaya göre yazar neden üzgündür?
Yukarıdaki tabloya göre en kurak ay hangisidir?
Ποια είναι η κύρια ιδέα του κειμένου;
حسب الجدول أعلاه، أي شهر كان الأكثر جفافا؟
ماذا يقول الكاتب عن الصداقة؟
לפי המאמר, כמה אנשים גרים שם?
طبق جدول بالا، خشک‌ترین ماه کدام است؟
उपरोक्त तालिका के अनुसार सबसे सूखा महीना कौन सा था?
लेख में क्या बताया गया है?
Berdasarkan tabel di atas, bulan apa yang paling kering?
Theo bài viết, có bao nhiêu người sống ở đó?
Theo bảng trên, tháng nào khô nhất?
จากบทความ มีคนอาศัยอยู่กี่คน
根据上表，哪个月最干旱？
这段文字的中心思想是什么？
作者用了哪些例子？
文章提到了哪些措施？
この資料によると、最も乾燥した月はいつですか？
著者は友情についてどう述べていますか？
次の文章を読んで、料金を答えなさい。
위 표에 따르면 가장 건조한 달은 언제입니까?
이 문서에서 설명하는 절차는 무엇입니까?
글쓴이는 우정에 대해 어떻게 말합니까?
What does the passage suggest about the cause of the fire?
Which of these statements is supported by the passage?
What is the author's main argument?
According to the report, how many workers were hurt?
How does the article describe the new law?
What does the term "lead" mean in this section?
What reasons does the document give for the change?
Using the table provided, calculate the average price.
Which country is listed first in the table?
Who is the intended audience of this text?
What is the relationship between the two people in the passage?
In the above example, what does x stand for?
What can we learn from the story?
As stated in the document, when must the form be returned?
What is the main theme of the excerpt?
How does the writer support her opinion?
What question does this paragraph answer?
Which paragraph of the text mentions the storm?
What does the chart tell us about sales?
In this chapter, what happens to Ann?
What was the final decision described in the article?
What two factors does the author identify?
List the ingredients mentioned in the recipe above.
What is the aim of this policy?
What is the number given in the second row?
Why did he resign?
Who was she married to?
How much does it weigh?
What are its ingredients?
Where were they found?
How do these differ?
Who invented it?
What caused this?
When will it be finished?
What makes it special?
Was ist laut dem Artikel die Ursache?
Welche Maßnahmen werden im Text vorgeschlagen?
Was meint der Verfasser mit „Kahn“?
Worauf bezieht sich diese Tabelle?
Welche der oben genannten Gründe ist der wichtigste?
Fasse den obigen Text zusammen.
Quelle est la cause selon l'article ?
Comment l'auteur justifie-t-il son opinion ?
Résumez le passage ci-dessus.
Quelles mesures sont proposées dans ce document ?
Quel mot du texte montre que le roi a peur ?
¿Cuál es la causa según el artículo?
¿Cómo justifica el autor su opinión?
Resume el texto anterior.
¿Qué medidas se proponen en este documento?
Qual é a causa, segundo o artigo?
Como o autor justifica sua opinião?
Resuma o texto acima.
Qual è la causa secondo l'articolo?
Come giustifica l'autore la sua opinione?
Riassumi il testo precedente.
Wat is volgens het artikel de oorzaak?
Vat de bovenstaande tekst samen.
Vad är orsaken enligt artikeln?
Sammanfatta texten ovan.
Hvad er årsagen ifølge artiklen?
Mikä on syy artikkelin mukaan?
Jaka jest przyczyna według artykułu?
Streść powyższy tekst.
Jaká je příčina podle článku?
Mi az ok a cikk szerint?
Care este cauza potrivit articolului?
Какова причина, согласно статье?
Кратко изложите приведённый выше текст.
Почему автор так считает?
Яка причина згідно зі статтею?
Makaleye göre neden nedir?
Bu metni özetleyin.
Ποια είναι η αιτία σύμφωνα με το άρθρο;
ما السبب وفقا للمقال؟
لخص النص أعلاه.
מהי הסיבה לפי המאמר?
سکم את הטקסט שלמעלה.
علت بر اساس مقاله چیست؟
लेख के अनुसार कारण क्या है?
ऊपर दिए गए पाठ का सारांश लिखिए।
প্রবন্ধ অনুযায়ী কারণ কী?
Apa penyebabnya menurut artikel?
Ringkaslah teks di atas.
Nguyên nhân theo bài báo là gì?
Hãy tóm tắt đoạn văn trên.
ตามบทความ สาเหตุคืออะไร
จงสรุปข้อความข้างต้น
根据文章，原因是什么？
请概括上面这段文字。
这份文件规定了哪些措施？
本文作者的观点是什么？
記事によると、原因は何ですか？
上の文章を要約してください。
この文書ではどのような措置が提案されていますか？
기사에 따르면 원인은 무엇입니까?
위의 글을 요약하시오.
본문의 내용과 일치하는 것은 무엇입니까?
What is the passage mostly about?
How many times is the word "ferry" used in the text?
Based on the article, what advantages do electric ferries have?
Which detail from the passage best supports the main idea?
What evidence does the author provide?
According to the guidelines in this document, who may enter?
What does the following sentence mean?
In the table below, which value is missing?
Why does the author mention Columbus?
What does the section on safety recommend?
What change is proposed in the report?
What happens at the end of the story?
What is the topic of the third paragraph?
Who is speaking in this excerpt?
What is the deadline mentioned in the email?
Which product is described on this page?
What conclusion does the study reach?
What does this table show?
According to the given information, when was the bridge opened?
How is the process described in the manual?
What does the figure illustrate?
What did he discover?
When did they arrive?
What is it made of?
Where do they live?
Why was it closed?
How do you use it?
What are these symptoms a sign of?
Is this correct?
Who owns it?
Wann wurde die Brücke laut Artikel eröffnet?
Welche Schlussfolgerung zieht der Autor?
Was zeigt die obige Abbildung?
Welche Vorteile werden in diesem Artikel genannt?
Warum erwähnt der Text Kolumbus?
D'après l'article, quels sont les avantages ?
Pourquoi l'auteur mentionne-t-il Colomb ?
Que montre la figure ci-dessus ?
Quels avantages sont cités dans cet article ?
Según el artículo, ¿qué ventajas hay?
¿Por qué menciona el autor a Colón?
¿Qué muestra la tabla anterior?
Segundo o artigo, quais são as vantagens?
O que mostra a tabela acima?
Por que o autor menciona Colombo?
Secondo l'articolo, quali sono i vantaggi?
Perché l'autore menziona Colombo?
Welke voordelen worden in dit artikel genoemd?
Waarom noemt de auteur Columbus?
Vilka fördelar nämns i artikeln?
Hvilke fordele nævnes i artiklen?
Mitä etuja artikkelissa mainitaan?
Jakie zalety wymieniono w artykule?
Jaké výhody jsou uvedeny v článku?
Milyen előnyöket említ a cikk?
Ce avantaje sunt menționate în articol?
Какие преимущества названы в статье?
Что показывает приведённая таблица?
Які переваги названо у статті?
Makalede hangi avantajlardan bahsedilmektedir?
Yazar neden Kolomb'dan söz ediyor?
Ποια πλεονεκτήματα αναφέρονται στο άρθρο;
ما المزايا المذكورة في المقال؟
لماذا يذكر الكاتب كولومبوس؟
אילו יתרונות מוזכרים במאמר?
در این مقاله به چه مزایایی اشاره شده است؟
लेख में कौन-से लाभ बताए गए हैं?
এই প্রবন্ধে কোন সুবিধাগুলি উল্লেখ করা হয়েছে?
Apa keuntungan yang disebutkan dalam artikel tersebut?
Những lợi ích nào được nêu trong bài viết?
บทความนี้กล่าวถึงข้อดีอะไรบ้าง
文章提到了哪些优点？
该文件适用于哪些人？
本文的作者为什么提到哥伦布？
この記事ではどのような利点が挙げられていますか？
上の図は何を示していますか？
本文中で述べられている利点は何ですか？
이 기사에서 언급된 장점은 무엇입니까?
위 그림은 무엇을 나타냅니까?
필자가 콜럼버스를 언급한 이유는 무엇입니까?
What does the passage reveal about the mayor's plans?
Which two groups does the article compare?
In what year did the event described in the text take place?
According to the policy document, who must approve the request?
What is one reason mentioned in the paragraph for the delay?
What is the writer's purpose in the second paragraph?
How many items are included in the list above?
What does "it" in line 4 refer to?
Based on the table, which region grew fastest?
What example is used in the section to illustrate friction?
Which of the following is stated in the text?
What did the report recommend?
How does the passage end?
What is the relationship between Figure 1 and Figure 2?
What did they decide to do?
How long did it last?
Why is he famous?
What is their relationship?
What are the benefits of this approach?
Who wrote this?
Welche Aussage des Textes ist richtig?
Wie endet die Geschichte in diesem Abschnitt?
Laut der Tabelle, welche Region wuchs am schnellsten?
Quelle affirmation du texte est correcte ?
Selon le tableau, quelle région a crû le plus vite ?
De quoi parle ce passage ?
Según la tabla, ¿qué región creció más?
¿De qué trata este pasaje?
¿Qué afirmación del texto es correcta?
De acordo com a tabela, que região cresceu mais?
Do que trata este trecho?
Di che cosa parla questo brano?
Secondo la tabella, quale regione è cresciuta di più?
Waar gaat deze tekst over?
Vad handlar texten om?
O czym mówi ten artykuł?
О чём говорится в этом отрывке?
По данным таблицы, какой регион рос быстрее?
Bu parçada ne anlatılmaktadır?
عم يتحدث هذا النص؟
यह गद्यांश किस बारे में है?
Bacaan tersebut membahas tentang apa?
Đoạn văn này nói về điều gì?
ข้อความนี้เกี่ยวกับเรื่องอะไร
这段话主要讲了什么？
根据表格，哪个地区增长最快？
この文章は何について書かれていますか？
表によると、どの地域が最も成長しましたか？
이 글은 무엇에 관한 것입니까?
표에 따르면 어느 지역이 가장 빨리 성장했습니까?
What reason is given for closing the bridge?
Which three options does the table offer?
How many employees are listed in the chart?
What advice is offered to readers at the end?
What happens after the second step described?
Who is speaking in this extract?
What does the sentence in bold warn about?
What is the first item on the list?
Which of these statements is supported by the text?
What is the total in the last column?
What was the outcome of the experiment described?
How is the word "charge" used here?
What is the deadline stated in the letter?
What does the footnote explain?
Which section covers refunds?
What examples are provided to support the claim?
What did the speaker say about taxes?
How does the writer feel about the change?
What are the two exceptions listed?
What does the passage imply about cost?
What is stated about pets?
What are we told about the captain?
Which product is recommended in the review?
According to the email, when is the meeting?
What does the notice say about parking?
What is the subject line of the message?
What are the requirements listed under "Eligibility"?
How many times is the king mentioned?
What does row 3 show?
Which heading comes before the installation steps?
What does the code above print?
What problem does the author raise in the introduction?
What is meant by "it" in line 4?
Summarise the main points.
Why does the article call the plan risky?
What did she decide to do next?
What is the name of the company mentioned?
Which of the listed items is cheapest?
What date appears at the top of the page?
Who signed the document?
What is the last step of the procedure described?
What does the caption say?
In which year did this happen?
What is their main product?
Where is it kept?
Is this method reliable?
How can this error be fixed?
What is the result of the above calculation?
What two things are compared in the text?
Which claim is made about sugar?
What is the title of the chapter?
What does the example illustrate?
How does the story end?
What is the moral of the story?
What does the graph suggest about inflation?
Which argument is not made by the author?
What is explained in the section on safety?
Was ist laut Tabelle am teuersten?
Welche Schritte werden im Abschnitt genannt?
Was steht im dritten Absatz?
Wie heißt die Person im Text?
Worum geht es in diesem Dokument?
Was wird über Hunde gesagt?
Welche Gründe führt der Verfasser an?
Wann wurde er gebaut?
Was zeigt die Abbildung?
Welches Beispiel wird genannt?
Que dit l'article sur les impôts ?
Quel est le sujet du texte ?
D'après le tableau, quel pays exporte le plus ?
Quelles sont les étapes décrites ci-dessus ?
Comment s'appelle le personnage principal du récit ?
Pourquoi l'auteur critique-t-il cette décision ?
¿Qué se menciona sobre los perros?
¿Cuál es el tema del texto?
Según la tabla, ¿qué país exporta más?
¿Qué pasos se describen arriba?
¿Quién es el narrador?
¿Qué opina el autor?
Qual é o tema do texto?
O que diz o artigo sobre impostos?
Segundo a tabela, qual país exporta mais?
Qual è l'argomento del testo?
Che cosa dice l'autore sulle tasse?
Secondo la tabella, quale paese esporta di più?
Wat zegt de tekst over honden?
Waar gaat dit artikel over?
О чём говорится в тексте?
Что автор думает о налогах?
Согласно таблице, какая страна экспортирует больше?
文中提到了哪些步骤？
作者对税收有什么看法？
根据表格，哪个国家出口最多？
本文では犬について何と述べていますか。
筆者はなぜ反対していますか。
표에 따르면 어느 나라가 가장 많이 수출합니까?
글쓴이의 주장은 무엇입니까?
What evidence is presented for climate change?
Which two reasons are cited for the delay?
What is said about the price of bread?
What are we told about her childhood?
What was the purpose of the meeting described?
How often is the word "freedom" mentioned?
Which of the options is most expensive?
What is the third step in the list?
What does line 12 mean?
What does the letter ask the tenant to do?
What offer is made in the leaflet?
What does the underlined word mean?
Why was the phrase in italics used?
Which paragraph explains the causes?
Who wrote the letter?
What is written at the bottom of the page?
What is the value of the above expression?
What is the mood of the poem?
List the key points.
What opinion is expressed by the writer?
Which statement is false?
Who are the main characters?
Why does the narrator leave home?
What lesson can be learned from the story?
What would be a good title for the passage?
Based on the data, which year was best?
What trend can be seen in the graph?
How does the author support the claim?
What did he say when he returned?
What are their goals?
Where did she go after that?
What solution is proposed?
What problem is described?
Which countries are mentioned?
What is the main argument?
What is the customer complaining about?
Welche Vorteile werden genannt?
Was wird über den Preis gesagt?
Was ist die Kernaussage?
Wer spricht im Text?
Quels exemples sont donnés ?
Quel est le thème du poème ?
¿Qué se dice sobre el precio?
¿Qué ejemplos se dan?
Quais exemplos são dados no texto?
Quali esempi vengono citati?
Какие примеры приводит автор?
文章的主要内容是什么？
この文章の主題は何ですか。
What explanation is given for the drop in sales?
What does the caller want to know?
Which word is closest in meaning to "grim" as used in paragraph 2?
What can be concluded about the new policy?
According to the author, why did the plan fail?
What is the tone of the article?
What figure is quoted for unemployment?
Which of the following is mentioned as a benefit?
What does the map show?
What does the report recommend?
Who is the intended audience?
What is the author's attitude towards cars?
What is implied about the manager?
Where does the story take place?
How does the poem begin?
Name the three types of cloud discussed.
What point is made about education?
What is the second reason given?
In the example, what does x stand for?
Why was she angry?
What is its melting point?
What does this suggest?
Which section deals with returns?
Was bedeutet der unterstrichene Ausdruck?
Welche Gründe werden angeführt?
Que raconte ce texte ?
Quelle raison est donnée ?
¿Qué motivo se menciona?
本文の内容と合うものはどれですか。
"""

FREE = r"""
What does section 230 of the Communications Decency Act protect?
What is the document object model?
How do you change the page size in LaTeX?
What does this table name mean: `sales_2020`?
How do I add a column to the table orders?
What does the Paris Agreement require of its parties?
According to the Paris Agreement, by when must emissions peak?
Who is the author of the Divine Comedy?
What are the main differences between a list and a tuple in Python?
How long does it take to boil an egg?
Is it legal to record a phone call in California?
What time is it in Tokyo when it is noon in London?
Why is it important to back up a database?
When does the ferry to Brimholm leave on Sundays?
How does the kidney regulate its blood flow?
What happens to a file when it is deleted in Linux?
Which article of the Constitution defines the powers of Congress?
How is text aligned in the text editor Vim?
What does the figure of speech "break the ice" mean?
How do you insert a page break in a Word document?
What is the text mode of GRUB?
How do I convert an image file to PNG?
Name three causes of the First World War.
What are the steps of the Krebs cycle?
Why do cats purr when they are happy?
What is a context manager in Python?
What is the purpose of a table of contents?
How do plants make their own food?
Who wrote the first chapter of Dream of the Red Chamber?
What is the reading speed of an average adult?
What does the source code of a program contain?
How many pages does the Debian Policy Manual have?
What is the maximum file size on FAT32?
How do you cite a journal article in APA style?
What section of the orchestra does the oboe belong to?
What does the letter K stand for in baseball?
Was regelt Artikel 5 des Grundgesetzes?
Wie markiert man Text in Vim?
Wann fährt die Fähre nach Brimholm?
Laut dem Grundgesetz ist was unantastbar?
Wie erstellt man eine Tabelle in LibreOffice?
Que prévoit l'article 49 de la Constitution ?
Selon Aristote, qu'est-ce que la vertu ?
Comment insérer un tableau dans un document Word ?
¿Qué establece el artículo 27 de la Constitución?
Según Kant, ¿qué es el imperativo categórico?
¿Cómo se crea una tabla en SQL?
O que diz o artigo 5 da Constituição?
Cosa prevede l'articolo 3 della Costituzione?
Hoe maak je een tabel in Excel?
Hur lägger man till en sida i ett dokument?
Jak utworzyć tabelę w dokumencie Word?
Что такое объектная модель документа?
Согласно Конституции, кто является главой государства?
Как вставить таблицу в документ Word?
Belge nesne modeli nedir?
ما هو نموذج كائن المستند؟
مَن كتب مقدمة ابن خلدون؟
लेख लिखने का सही तरीका क्या है?
Bagaimana cara membuat tabel di dokumen Word?
Làm thế nào để tạo bảng trong Word?
วิธีสร้างตารางในเอกสาร Word
文档对象模型是什么？
如何在Word文档中插入表格？
《红楼梦》的作者是谁？
根据《巴黎协定》，各国须何时达到排放峰值？
ドキュメントオブジェクトモデルとは何ですか？
『資本論』の著者は誰ですか？
文章を上手に書くコツは何ですか？
파이썬에서 리스트와 튜플의 차이는 무엇입니까?
워드 문서에 표를 삽입하려면 어떻게 합니까?
What is the difference between a primary key and a foreign key?
Which document must a driver carry in Germany?
How do you delete a paragraph in LibreOffice Writer?
What is the table of elements used for?
According to Einstein, what is the relation between mass and energy?
According to the World Health Organization, how much salt should an adult eat per day?
How is the reading of a gas meter taken?
Who is the author of "The Selfish Gene"?
What does the code HTTP 404 mean?
What did Galileo find when he pointed his telescope at Jupiter?
What does the list comprehension [x for x in y] do in Python?
In which chapter of the Quran is Mary named?
How can a report be printed on both sides?
What is the policy rate of the European Central Bank?
How do the authors of medical studies avoid bias?
What does section 5 of the Indian Contract Act say about revocation?
What does the manual transmission of a car consist of?
How does Debian mark packages that are not free?
When a disk fails in a RAID 5 array, what happens to it?
How does a heat pump heat a house in winter?
Does it make sense to insulate an old house?
Is it true that bats are blind?
How much does it cost to send a letter to Brazil?
What is it like to live in Iceland?
Which day of the week is it when the museum is closed?
Why does it rain so often in Bergen?
Why did the Romans leave Britain?
What do bees do with the nectar they collect?
How is the page table used by the kernel?
What is the text encoding of JSON files?
How many sections does a sonnet have?
Explain how a bill becomes law in the United States.
Write a short story about a lighthouse keeper and her dog.
Summarize the plot of Romeo and Juliet.
List the planets of the solar system in order.
What is the image resolution of a 4K screen?
What does the description field of a pull request contain?
How can I show the last row of a data frame in R?
What is the previous name of Istanbul?
What is a following distance of two seconds?
What does 'above the fold' mean in newspaper design?
What temperature above zero does yeast need?
How is the figure 8 knot tied?
How do I share a file with the other members of a team?
Which table does PostgreSQL use to store roles?
What is the content type of a PNG image?
Welche Dokumente braucht man für einen Reisepass?
Was ist der Unterschied zwischen Text und Quelltext?
Was besagt Abschnitt 3 der Straßenverkehrsordnung?
Wer ist der Autor des Romans „Der Prozess“?
Was ist eine Tabelle in einer Datenbank?
Nach welchem Gesetz richtet sich die Kündigungsfrist?
Quel document faut-il pour passer la frontière ?
Comment citer un article de revue ?
Qui est l'auteur des Misérables ?
Selon le code du travail, quelle est la durée légale du travail ?
¿Quién es el autor del Quijote?
¿Qué documento se necesita para viajar a Perú?
Según la OMS, ¿cuánta sal se debe consumir al día?
Quem é o autor de Os Lusíadas?
Qual documento é necessário para viajar ao Chile?
Chi è l'autore della Divina Commedia?
Secondo la legge italiana, a che età si può votare?
Welk document heb je nodig om te reizen?
Wie is de auteur van Max Havelaar?
Vem är författaren till Röda rummet?
Hvem skrev Den lille havfrue?
Mikä on Suomen pääkaupunki?
Jaki dokument jest potrzebny do podróży?
Kto jest autorem Pana Tadeusza?
Jaký je rozdíl mezi textem a obrazem?
Milyen dokumentum kell az utazáshoz?
Кто автор романа «Война и мир»?
Какой документ нужен для поездки в Китай?
По статье 105 УК РФ какое наказание грозит?
Хто автор «Кобзаря»?
Seyahat için hangi belge gerekir?
Makale nasıl yazılır?
Ποιο έγγραφο χρειάζεται για ταξίδι;
من هو مؤلف كتاب القانون في الطب؟
ما الوثائق المطلوبة للسفر إلى اليابان؟
איזה מסמך צריך כדי לנסוע לסין?
چه مدرکی برای سفر لازم است؟
यात्रा के लिए कौन-सा दस्तावेज़ चाहिए?
গীতাঞ্জলির লেখক কে?
Siapa penulis novel Laskar Pelangi?
Tác giả của Truyện Kiều là ai?
ใครเป็นผู้เขียนรามเกียรติ์
去日本旅行需要什么文件？
《西游记》的作者是哪位？
如何写好一篇文章？
表格和列表有什么区别？
根据牛顿第二定律，力等于什么？
旅行に必要な書類は何ですか？
『源氏物語』の作者は誰ですか？
表計算ソフトで表を作るにはどうすればよいですか？
여행에 필요한 서류는 무엇입니까?
『토지』의 저자는 누구입니까?
이순신 장군이 승리한 해전은 무엇입니까?
What are the key findings of the Framingham Heart Study?
How does the Linux kernel handle page faults?
Which file stores user passwords on Debian?
What does the passage of the Affordable Care Act mean for employers?
What is the meaning of the word "draft" in shipbuilding?
How much overtime may an employee work in France?
What advice did Benjamin Franklin give to young tradesmen?
Which month is the driest in Athens?
How do you add a caption to a table in HTML?
What is an abstract in a scientific paper?
Why did Rome fall?
How does a suspension bridge carry its load?
When was the Eiffel Tower built and who designed it?
How do penguins keep their eggs warm?
If a passenger loses a ticket, can it be replaced?
What happens to employees when their company is sold?
Is it possible to run Windows programs on Linux?
Does it take longer to fly east or west?
How far is it from Paris to Lyon?
Who was the first woman to win a Nobel Prize, and what was her field?
What is the story of Icarus about?
What is a policy holder?
What does the term "source" mean in electronics?
What does paragraph 14 of the UN Charter regulate?
What does the letter of intent in a merger contain?
What is a speaker wire?
How is a writer's block overcome?
What does the Speaker of the House do?
How do I create a new section in Google Docs?
What does the contents page of a book list?
How do I find the figure with the largest area?
Can I use a section of pipe as a rolling pin?
What should I put in a letter of complaint?
How can I describe an image for blind users?
What is the difference between these two terms: mass and weight?
What does this error mean: "permission denied"?
How do I print a page range in Firefox?
What does the guide dog of a blind person learn?
Name the author of "Emma" and the year it was published.
Write a poem about the sea and its moods.
Give three examples of mammals that lay eggs.
Translate "good morning" into Thai.
What is the image of a function in mathematics?
How do researchers measure happiness?
What did the researchers at Bell Labs invent in 1947?
What does HTTP status code 301 tell a browser?
How does copyright law treat a short quotation?
What is the tone of a tuning fork?
Which section of a newspaper carries obituaries?
Was ist die Hauptstadt von Dänemark?
Wie fügt man in Word eine Seitenzahl ein?
Was bedeutet das Wort „Kahn“?
Wer schrieb den Artikel „J'accuse“?
Was empfiehlt die Weltgesundheitsorganisation bei Fieber?
Quelle est l'idée principale du contrat social selon Rousseau ?
Comment fonctionne une table de hachage ?
Que signifie le sigle TVA ?
¿Qué opinaba Platón sobre la democracia?
¿Cómo se escribe un texto argumentativo?
Qual é a capital de Moçambique?
Como escrever um artigo científico?
Come si scrive un articolo di giornale?
Qual è la capitale della Svizzera?
Wat is de hoofdstad van Suriname?
Hoe schrijf je een goede tekst?
Vad är huvudstaden i Norge?
Hvad er en artikel i grammatik?
Miten kirjoitetaan hyvä artikkeli?
Jak napisać dobry tekst reklamowy?
Jak napsat článek do novin?
Hogyan írjunk jó cikket?
Cum se scrie un articol de ziar?
Как написать хорошую статью?
Какова столица Казахстана?
Як написати статтю для газети?
İyi bir makale nasıl yazılır?
Πώς γράφεται ένα άρθρο;
كيف تكتب مقالا صحفيا؟
איך כותבים מאמר טוב?
چگونه یک مقاله بنویسیم؟
अच्छा लेख कैसे लिखें?
Bagaimana cara menulis artikel yang baik?
Làm thế nào để viết một bài báo hay?
วิธีเขียนบทความที่ดีคืออะไร
怎样写好一篇作文？
《三国演义》主要讲了什么故事？
报告单上的红细胞是什么意思？
論文の書き方を教えてください。
表を見やすくするにはどうすればよいですか？
좋은 글을 쓰려면 어떻게 해야 합니까?
표준어란 무엇입니까?
What does the smoke of a fire contain?
Which statements are executed last in a finally block in Python?
What is the main argument of Darwin's "On the Origin of Species"?
How many workers died building the Panama Canal?
How does the new German citizenship law define residence?
What does the term "lead" mean in journalism?
What is the average price of a house in Lisbon?
Which country is the largest in Africa?
How do I return a form in Django?
What does x stand for in algebra?
How can children learn from stories?
When must a tax return be filed in Canada?
What is the recipe for pesto?
Who was Marie Curie married to?
How much does a blue whale weigh?
What are the ingredients of mayonnaise?
Where were the Dead Sea Scrolls found?
How do alligators and crocodiles differ?
Who invented the telephone?
What caused the Great Depression?
What makes Venice special?
Why did Richard Nixon resign?
How does a passage grave differ from a dolmen?
What is a text message limit?
How can a table be rotated in LaTeX?
How do I centre a figure on the page in LaTeX?
What is the report card of an economy?
What does the document root of Apache mean?
How is an article of clothing labelled in the EU?
What does an author earn on a paperback?
Who can apply for a chart of accounts?
How does one write an excerpt of a novel for a magazine?
What is the longest chapter in the Bible?
When it rains, why do worms come to the surface?
How long will it take for light to reach Pluto?
Is it safe to eat raw eggs?
How often should a car have its oil changed?
What should a passenger do if they miss the ferry?
Who decides what happens to a company when it fails?
Why do people yawn when they are tired?
What do I need to know before I visit Japan?
What are the most common reasons people move house, and how do they choose where to go?
In what year did Napoleon die, and where was he buried?
Name five rivers in Asia.
Classify the following animals: dog, eagle, shark.
Compare the heart of a frog with that of a fish.
How do you write a paragraph that persuades?
Which tools are used in the manufacture of paper?
What is the code of Hammurabi?
What does a source follower do in electronics?
How many slides should a ten-minute talk have?
What does the information desk at a station offer?
What is meant by the phrase "to turn a page"?
Was ist die Ursache von Ebbe und Flut?
Welche Maßnahmen schützen vor Hochwasser?
Wie lang darf ein Artikel bei Wikipedia sein?
Wie fasst man einen Text zusammen?
Welcher Abschnitt der Donau ist schiffbar?
Wer war der Verfasser des „Simplicissimus“?
Quelle est la cause des marées ?
Comment résumer un texte ?
Qui est l'auteur du Petit Prince ?
Quel est le passage le plus large du Rhin ?
¿Cuál es la causa de las mareas?
¿Cómo se resume un texto?
¿Quién fue el autor de «La Celestina»?
Qual é a causa das marés?
Como resumir um texto?
Qual è la causa delle maree?
Come si riassume un testo?
Wat is de oorzaak van eb en vloed?
Hoe vat je een tekst samen?
Vad är orsaken till tidvatten?
Hur sammanfattar man en text?
Hvad er årsagen til tidevand?
Mikä aiheuttaa vuoroveden?
Jaka jest przyczyna pływów morskich?
Jak streścić tekst?
Jaká je příčina přílivu?
Mi az árapály oka?
Care este cauza mareelor?
Какова причина приливов?
Как кратко изложить текст?
Почему автор «Муму» попал под арест?
Яка причина припливів?
Gelgitin nedeni nedir?
Bir metin nasıl özetlenir?
Ποια είναι η αιτία της παλίρροιας;
ما سبب المد والجزر؟
كيف ألخص نصا طويلا؟
מהי הסיבה לגאות ושפל?
علت جزر و مد چیست؟
ज्वार-भाटा का कारण क्या है?
जोয়ার-ভাটার কারণ কী?
Apa penyebab pasang surut?
Bagaimana cara meringkas teks?
Nguyên nhân của thủy triều là gì?
Làm sao để tóm tắt văn bản?
น้ำขึ้นน้ำลงเกิดจากอะไร
วิธีสรุปบทความให้สั้น
潮汐的原因是什么？
如何概括一段文字？
文件系统有哪些类型？
表面张力是什么？
潮の満ち引きの原因は何ですか？
文章を要約するコツは？
表面張力とは何ですか？
조석의 원인은 무엇입니까?
글을 잘 요약하는 방법은 무엇입니까?
본초 자오선은 무엇입니까?
What advantages do electric ferries have over diesel ferries?
When was the Golden Gate Bridge opened?
What evidence supports the theory of plate tectonics?
How do I remove a missing value from a pandas data frame?
What did Columbus discover on his third voyage?
Why was the Berlin Wall built?
What are the symptoms of measles?
Who owns the copyright in a photograph?
What is the Rosetta Stone made of?
How does the section control of a sprinkler system work?
What is a figure skater?
What does a table saw do?
What does the page rank of a website depend on?
Which products may be exported from Chile without a licence?
What is the end of the Iliad about?
What does a deadline in Trello do?
How is an email address validated?
Who may enter the United States without a visa?
What does the sentence structure SVO mean?
How do ants communicate with each other?
When an engine overheats, what should the driver do with it?
Why do leaves change their colour in autumn?
Do bees die after they sting?
Is it hard to learn Finnish?
What would it cost to travel to Mars?
What does it mean to be stoic?
How does a bank decide whether to grant a loan?
What are the three branches of the government of the United States?
How do I list all files in a folder with Python?
Which is larger, the Sun or Sirius?
What does an article in the constitution of Japan say about war?
What do reports by Amnesty International cover?
What is below the crust of the Earth?
Which birds fly above 5,000 metres?
How many paragraphs should an essay have?
Write an email to a customer whose order is late.
Draft a short text for a birthday card.
Explain the process of photosynthesis.
What does the story of Cinderella teach children?
What is a table of values in algebra?
Where does the document scanner in iOS store its files?
What are the author guidelines of the journal Nature?
How does the reader of a barcode work?
What does the speaker of a phone consist of?
How can one tell a story well?
What does the study of fossils tell us?
When was the University of Bologna founded?
What information does a passport contain?
Welche Vorteile haben Elektrofähren?
Wann wurde die Golden Gate Bridge eröffnet?
Warum gilt der Text des Vaterunsers als bekannt?
Welche Bücher schrieb der Autor Max Frisch?
Wie zitiert man einen Artikel?
Quels sont les avantages des ferries électriques ?
Pourquoi Colomb a-t-il traversé l'Atlantique ?
Quel article du code civil traite du mariage ?
¿Qué ventajas tienen los transbordadores eléctricos?
¿Qué autor escribió «Rayuela»?
¿Cómo se cita un artículo?
Quais são as vantagens das balsas elétricas?
Que autor escreveu «Dom Casmurro»?
Quali sono i vantaggi dei traghetti elettrici?
Quale articolo del codice civile tratta il matrimonio?
Welke voordelen hebben elektrische veerboten?
Vilka fördelar har elfärjor?
Hvilke fordele har elfærger?
Mitä etuja sähkölautoilla on?
Jakie zalety mają promy elektryczne?
Jaké výhody mají elektrické trajekty?
Milyen előnyei vannak az elektromos kompoknak?
Ce avantaje au feriboturile electrice?
Какие преимущества у электрических паромов?
Какой автор написал «Мастера и Маргариту»?
Які переваги мають електричні пороми?
Elektrikli feribotların avantajları nelerdir?
Ποια πλεονεκτήματα έχουν τα ηλεκτρικά πλοία;
ما مزايا العبارات الكهربائية؟
אילו יתרונות יש למעבורות חשמליות?
مزایای قایق‌های برقی چیست؟
इलेक्ट्रिक नौकाओं के क्या लाभ हैं?
বৈদ্যুতিক ফেরির সুবিধা কী?
Apa keuntungan feri listrik?
Phà điện có những lợi ích nào?
เรือไฟฟ้ามีข้อดีอะไรบ้าง
电动渡轮有哪些优点？
PDF文件适用于哪些设备？
《老人与海》的作者为什么自杀？
電動フェリーにはどのような利点がありますか？
図書館の本は何日間借りられますか？
전기 여객선의 장점은 무엇입니까?
콜럼버스가 항해한 이유는 무엇입니까?
Which two groups fought in the Wars of the Roses?
In what year did the French Revolution begin?
Who must approve a treaty in the United States?
How many items may a customer return at IKEA?
What does the pronoun "one" mean in formal English?
Which region of Italy produces the most wine?
What is friction?
How did the First World War end?
How long did the Hundred Years' War last?
Why is Ada Lovelace famous?
What are the benefits of crop rotation?
Who wrote Hamlet?
What does a table of contents show?
How do I write a report in LaTeX?
What is the second paragraph of a business letter for?
What should a person do when their passport is lost?
How does a cat clean itself?
Does the euro replace the national currency when a country adopts it?
What is the list price of a car?
How do you draw a figure in perspective?
Welche Aussage über Wale ist richtig: Sie sind Fische oder Säugetiere?
Wie endet „Faust“?
Quelle région de France produit le plus de blé ?
De quoi parle « Germinal » ?
¿De qué trata el «Quijote»?
¿Qué región de España es la más poblada?
De que trata o romance «Iracema»?
Di che cosa parla «Pinocchio»?
Waar gaat het sprookje Roodkapje over?
Vad handlar Hamlet om?
O czym jest „Lalka”?
О чём роман «Идиот»?
Kayıp Zamanın İzinde romanı ne anlatır?
عم تتحدث رواية الثلاثية؟
गोदान किस बारे में है?
Novel Bumi Manusia membahas tentang apa?
Truyện Tắt đèn nói về điều gì?
พระอภัยมณีเกี่ยวกับเรื่องอะไร
《红楼梦》主要讲了什么？
『こころ』は何について書かれていますか？
What reason did the city of Aal give for closing the old bridge in 1998?
How many columns may a CSV file have in Excel?
What does the chart command of gnuplot do?
What is the first step of brewing green tea?
Who was the author of Moby-Dick?
What does a footnote in a legal contract do?
How do I add a table of contents to a Word document?
What is the last step of the Krebs cycle?
How do I write a cover letter?
What does the section command in LaTeX do?
What is the main idea behind public-key cryptography?
How is a passage plan made for a sailing boat?
What does the text attribute of a button set?
Which page size does LaTeX use by default?
Is it safe to run apt-get upgrade on a live server?
What is the capital of the country that borders both Spain and France?
When was the Eiffel Tower built, and who designed it?
Why did the Romans build roads, and what did they use them for?
What happens to a process when its parent exits before it?
How does Git decide whether a file has changed?
What should I do if the battery light of my car comes on?
Does the Adobe licence allow commercial use?
How do I cite a chapter of a book in APA style?
What is a figure of speech?
How many chapters are in the Book of Genesis?
What does the Table of Ranks of Peter the Great list?
Who narrates The Great Gatsby?
Why does the narrator of Fight Club have no name?
What does error 404 mean, and how can it be fixed?
What is the deadline for filing income tax in Germany?
How can I tell whether an email is genuine?
What are the steps for changing a tyre?
What are the requirements for a UK visitor visa?
What are the exceptions to the hearsay rule?
How does a thermostat work?
What does the return statement do in Python?
Which option of ls lists hidden files?
What is the difference between a list and a tuple?
How do I print the last line of a file in bash?
What does a red light on the router mean?
What is shown on the flag of Wales?
How many moons does Jupiter have, and which of them is the largest?
What does the second law of thermodynamics say?
Explain the moral of the fable of the tortoise and the hare.
How does Hamlet end?
What does this year's budget of the EU amount to?
When does the ferry from Aal to Berg leave on Sundays?
Who may borrow a power tool from the Alder Street Tool Library?
What did Darwin conclude from the beaks of finches?
What does the WHO report say about sugar in soft drinks?
What does Article 5 of the NATO treaty say?
How does the introduction of Bach's Toccata in D minor begin?
What are context managers in Python?
What does the word "charge" mean in physics?
Which statement ends a loop in C?
What is a source in journalism, and how is it protected?
How are data stored in a heap?
Wann wurde der Kölner Dom gebaut?
Welche Schritte hat die Zulassung eines Autos?
Was steht im Grundgesetz Artikel 1?
Wie schreibt man einen Absatz in HTML?
Was sagt das zweite Gesetz der Thermodynamik?
Worum geht es in Goethes Faust?
Wer ist der Verfasser der Buddenbrooks?
Was bedeutet eine rote Lampe am Router?
Wie lange dauert es, ein Ei zu kochen?
Comment insérer un tableau dans Word ?
Quelles sont les étapes de la photosynthèse ?
Que dit l'article 49 de la Constitution française ?
Quel est le sujet de la phrase « Le chat dort » ?
Pourquoi le ciel est-il bleu ?
¿Cómo se inserta una tabla en Word?
¿Quién es el autor de Don Quijote?
¿Qué dice el artículo 5 del tratado de la OTAN?
¿Cuáles son los pasos para cambiar una rueda?
¿Cuánto tiempo se tarda en cocer un huevo?
¿Cuál es la capital de Perú?
O que diz o artigo 5 da Constituição brasileira?
Como se cria uma tabela no Excel?
Come si inserisce una tabella in Word?
Cosa dice l'articolo 1 della Costituzione italiana?
Wie is de auteur van De Aanslag?
Hoe maak ik een tabel in Word?
Кто автор «Войны и мира»?
Как вставить таблицу в Word?
О чём говорится в статье 1 Конституции России?
如何在Word中插入表格？
文章的标点符号怎么用？
本を書いた人を何と呼びますか。
夏目漱石の「こころ」の作者は誰ですか。
워드에서 표를 어떻게 넣습니까?
소설 토지의 작가는 누구입니까?
What evidence is there for the Big Bang?
Which reasons did Luther give for his theses?
What is said at a Catholic baptism?
What was the purpose of the Yalta Conference?
How often is the Olympic Games held?
Which of the planets is the largest?
What is the third step in making cheese?
What does line 12 of the UK tax form SA100 mean?
What does a cover letter ask an employer to do?
How is a leaflet folded in three?
What does "underlined" mean in typography?
How do I set text in italics in LaTeX?
Which enzyme explains lactose tolerance?
Who wrote the Federalist Papers?
How do I put a page number at the bottom of the page in Word?
How are the values of an enum listed in Java?
What is the mood of a verb?
List the key points of the Paris Agreement.
What is an opinion poll?
Which logic gate outputs false only when both inputs are true?
Who are the main characters in Hamlet?
Why does the moon have phases?
What lesson did Germany learn from Fukushima?
What is a good title for a sales manager's CV?
Which year was the best for Bordeaux wine?
How do I draw a trend line in a graph in Excel?
How does a lawyer support a claim for damages?
What did Caesar say when he crossed the Rubicon?
What are the goals of the UN?
Where did Napoleon go after Waterloo?
What solution is used to clean contact lenses?
What problem is solved by Dijkstra's algorithm?
Which countries are members of ASEAN?
What is the main argument of Kant's Critique of Pure Reason?
When was the virus HIV first described?
How are the files of a deb package listed?
What is mentioned in the First Amendment besides speech?
Which step of mitosis shows aligned chromosomes?
Welche Vorteile hat eine Wärmepumpe?
Wann wurde er gebaut, der Eiffelturm?
Wie funktioniert ein Schaubild in Excel?
Quels exemples de mammifères marins connaissez-vous ?
Quel est le thème de Madame Bovary ?
¿Qué ejemplos hay de energías renovables?
Quais são exemplos de répteis?
Quali sono esempi di metafora?
Wat is de hoofdstad van België?
Какие примеры возобновляемой энергии существуют?
《论语》的主要内容是什么？
日本の首都はどこですか。
What explanation did Einstein give for Brownian motion?
What does a call centre agent need to know?
Which word is closest in meaning to "grim"?
What can be concluded from a p-value of 0.03?
According to Aristotle, what is virtue?
What is the tone of a violin made of?
What is the current figure for unemployment in Spain?
Which of the vitamins is mentioned as a cure for scurvy?
What does a topographic map show?
What does the WHO recommend for malaria?
Who is the patron saint of Ireland?
What was Stalin's attitude towards religion?
How do I write to the manager of a bank?
Where does the story of Hamlet take place?
How does the Iliad begin?
Name the three types of rock.
What is the point of a VPN?
How do I give two weeks' notice?
In C, what does x++ do?
Why was Nixon impeached, and was he convicted?
How many Apollo missions landed on the Moon?
What is the melting point of iron?
What does a high heart rate suggest?
Which part of the brain deals with fear?
Was bedeutet der Ausdruck „Tomaten auf den Augen haben“?
Welche Gründe hatte der Erste Weltkrieg?
Que raconte Candide de Voltaire ?
Quelle est la raison d'être de l'ONU ?
¿Qué motivo llevó a Colón a América?
日本で一番高い山はどれですか。
"""
