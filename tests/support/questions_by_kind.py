"""Questions in twelve languages that refer to what is not there, in as many ways, and such as look alike and do not."""

BOUND_BY_KIND = {
    "en": """
What does the author recommend for beginners?
What was his reason for leaving the company?
What is shown in the second figure?
What does the text say about the side effects?
How does this method differ from earlier ones?
What happens to her after the war?
In the example provided, what does the function return?
As stated earlier, how long does the warranty last?
When did she move there?
How is the term defined in this document?
What did the speaker promise the audience?
What conclusion is drawn in the final paragraph?
What was the outcome of the study mentioned?
""",
    "de": """
Was empfiehlt der Autor am Ende?
Warum hat er die Firma verlassen?
Was zeigt die zweite Abbildung?
Was steht im Dokument über Nebenwirkungen?
Worin unterscheidet sich dieses Verfahren von älteren?
Was geschah mit ihr nach dem Krieg?
Was gibt die Funktion im angeführten Beispiel zurück?
Wie lange gilt die Garantie, wie bereits erwähnt?
Wann zog sie dorthin?
Wie wird der Begriff hier definiert?
Was versprach der Redner seinem Publikum?
Welche Schlussfolgerung wird im letzten Absatz gezogen?
Was ergab die erwähnte Studie?
""",
    "fr": """
Que recommande l'auteur aux débutants ?
Pourquoi a-t-il quitté l'entreprise ?
Que montre la deuxième figure ?
Que dit le texte des effets secondaires ?
En quoi cette méthode diffère-t-elle des précédentes ?
Que lui est-il arrivé après la guerre ?
Dans l'exemple donné, que renvoie la fonction ?
Combien de temps dure la garantie, comme indiqué plus haut ?
Quand s'y est-elle installée ?
Comment ce terme est-il défini dans le document ?
Qu'a promis l'orateur à son public ?
Quelle conclusion est tirée dans le dernier paragraphe ?
Quel fut le résultat de l'étude mentionnée ?
""",
    "es": """
¿Qué recomienda el autor a los principiantes?
¿Por qué dejó él la empresa?
¿Qué muestra la segunda figura?
¿Qué dice el texto sobre los efectos secundarios?
¿En qué se diferencia este método de los anteriores?
¿Qué le ocurrió a ella después de la guerra?
En el ejemplo dado, ¿qué devuelve la función?
¿Cuánto dura la garantía, como se indicó antes?
¿Cuándo se mudó allí?
¿Cómo se define el término en este documento?
¿Qué prometió el orador a su público?
¿Qué conclusión se extrae en el último párrafo?
¿Cuál fue el resultado del estudio mencionado?
""",
    "it": """
Che cosa consiglia l'autore ai principianti?
Perché lui lasciò l'azienda?
Che cosa mostra la seconda figura?
Che cosa dice il testo sugli effetti collaterali?
In che cosa questo metodo si distingue da quelli precedenti?
Che cosa le accadde dopo la guerra?
Nell'esempio fornito, che cosa restituisce la funzione?
Quanto dura la garanzia, come indicato in precedenza?
Quando si trasferì lì?
Come viene definito il termine in questo documento?
Che cosa promise l'oratore al suo pubblico?
Quale conclusione si trae nell'ultimo paragrafo?
Qual è stato il risultato dello studio citato?
""",
    "pt": """
O que o autor recomenda aos principiantes?
Por que ele deixou a empresa?
O que mostra a segunda figura?
O que diz o texto sobre os efeitos colaterais?
Em que este método difere dos anteriores?
O que aconteceu com ela depois da guerra?
No exemplo dado, o que a função devolve?
Quanto tempo dura a garantia, como indicado anteriormente?
Quando ela se mudou para lá?
Como o termo é definido neste documento?
O que o orador prometeu ao público?
Que conclusão se tira no último parágrafo?
Qual foi o resultado do estudo mencionado?
""",
    "nl": """
Wat raadt de auteur beginners aan?
Waarom verliet hij het bedrijf?
Wat laat de tweede figuur zien?
Wat zegt de tekst over bijwerkingen?
Waarin verschilt deze methode van eerdere?
Wat gebeurde er met haar na de oorlog?
Wat geeft de functie in het gegeven voorbeeld terug?
Hoe lang loopt de garantie, zoals eerder vermeld?
Wanneer verhuisde ze daarheen?
Hoe wordt de term in dit document gedefinieerd?
Wat beloofde de spreker zijn publiek?
Welke conclusie wordt in de laatste alinea getrokken?
Wat was de uitkomst van het genoemde onderzoek?
""",
    "pl": """
Co autor poleca początkującym?
Dlaczego on odszedł z firmy?
Co przedstawia drugi rysunek?
Co tekst mówi o skutkach ubocznych?
Czym ta metoda różni się od wcześniejszych?
Co się z nią stało po wojnie?
Co zwraca funkcja w podanym przykładzie?
Jak długo trwa gwarancja, jak wspomniano wcześniej?
Kiedy ona się tam przeprowadziła?
Jak zdefiniowano ten termin w dokumencie?
Co mówca obiecał swojej publiczności?
Jaki wniosek wyciągnięto w ostatnim akapicie?
Jaki był wynik wspomnianego badania?
""",
    "ru": """
Что автор советует начинающим?
Почему он ушёл из компании?
Что показано на втором рисунке?
Что говорится в тексте о побочных эффектах?
Чем этот метод отличается от более ранних?
Что случилось с ней после войны?
Что возвращает функция в приведённом примере?
Сколько действует гарантия, как указано ранее?
Когда она туда переехала?
Как определяется этот термин в документе?
Что оратор пообещал слушателям?
Какой вывод сделан в последнем абзаце?
Каков был результат упомянутого исследования?
""",
    "zh": """
作者给初学者什么建议？
他为什么离开公司？
第二张图显示了什么？
文中对副作用是怎么说的？
这种方法与以往的有什么不同？
战争结束后她怎么样了？
在所给的例子中，函数返回什么？
如前所述，保修期有多长？
她是什么时候搬到那里的？
该术语在文件中是如何定义的？
演讲者向听众承诺了什么？
最后一段得出了什么结论？
所提到的研究得出了什么结果？
""",
    "ja": """
筆者は初心者に何を勧めていますか。
彼はなぜ会社を辞めたのですか。
二つ目の図は何を示していますか。
本文では副作用についてどう述べられていますか。
この方法は以前のものとどう違いますか。
戦後、彼女はどうなりましたか。
示された例では、関数は何を返しますか。
前述のとおり、保証期間はどれくらいですか。
彼女はいつそこに引っ越しましたか。
この用語は文書でどのように定義されていますか。
話し手は聴衆に何を約束しましたか。
最後の段落ではどんな結論が出されていますか。
言及された研究の結果はどうでしたか。
""",
    "ar": """
بماذا ينصح الكاتب المبتدئين؟
لماذا ترك هو الشركة؟
ماذا يوضح الشكل الثاني؟
ماذا يقول النص عن الآثار الجانبية؟
كيف تختلف هذه الطريقة عن سابقاتها؟
ماذا حدث لها بعد الحرب؟
في المثال المعطى، ماذا تُرجع الدالة؟
كم مدة الضمان كما ذُكر سابقًا؟
متى انتقلت إلى هناك؟
كيف يُعرَّف المصطلح في هذه الوثيقة؟
بماذا وعد المتحدث جمهوره؟
ما الاستنتاج الوارد في الفقرة الأخيرة؟
ما نتيجة الدراسة المشار إليها؟
""",
}

FREE_BY_KIND = {
    "en": """
How many bones does an adult human have?
Who wrote the text of the German national anthem?
What is a foreign key in a database table?
What does the author field of a git commit contain?
Why do cats purr when they are stroked?
What was Marie Curie's reason for leaving Poland?
What did Galileo see when he pointed his telescope at Jupiter?
What is the main argument of Adam Smith's The Wealth of Nations?
Is it true that bats are blind?
Which countries share a border with Mongolia?
Who was the first woman to win a Nobel Prize?
What is the chapter 11 procedure in United States bankruptcy law?
What is the difference between a table of contents and an index?
What is the last figure of the Fibonacci sequence below 100?
Who is the speaker of the House of Representatives?
What does the author tag do in an RSS feed?
What is the third row of Pascal's triangle?
""",
    "de": """
Wie viele Knochen hat ein erwachsener Mensch?
Wer schrieb den Text der deutschen Nationalhymne?
Was ist ein Fremdschlüssel in einer Datenbanktabelle?
Was enthält das Autorenfeld eines Git-Commits?
Warum schnurren Katzen, wenn sie gestreichelt werden?
Weshalb verließ Albert Einstein Deutschland?
Was sah Galilei, als er sein Fernrohr auf den Jupiter richtete?
Was ist die Hauptthese von Max Webers Protestantischer Ethik?
Stimmt es, dass Fledermäuse blind sind?
Welche Länder grenzen an die Mongolei?
Welche Frau erhielt als erste einen Nobelpreis?
Was regelt der Paragraf 433 des Bürgerlichen Gesetzbuchs?
Was ist der Unterschied zwischen einem Inhaltsverzeichnis und einem Register?
Wie viel verdient ein Lehrer, wenn er verbeamtet ist?
Was ist der letzte Satz von Kafkas Prozess?
Was geschah am letzten Tag des Zweiten Weltkriegs?
Wie löst man die gegebene Gleichung x² = 4?
Was ist die erste Strophe der Nationalhymne?
Wo lebt der Eisbär, und was frisst er?
Welche Schritte sind nötig, um dieses Jahr eine Steuererklärung abzugeben?
Wie werden Sie Mitglied in einem Verein?
Was machen Bienen, wenn sie den Winter überstehen wollen?
Ist es wahr, dass der Mond die Gezeiten verursacht, und wie funktioniert das?
Wer ist der Erzähler in Moby-Dick?
Wozu dient das dritte Bein eines Stativs?
""",
    "fr": """
Combien d'os compte un être humain adulte ?
Qui a écrit les paroles de La Marseillaise ?
Qu'est-ce qu'une clé étrangère dans une table de base de données ?
Que contient le champ auteur d'un commit Git ?
Pourquoi les chats ronronnent-ils quand on les caresse ?
Pourquoi Marie Curie a-t-elle quitté la Pologne ?
Qu'a vu Galilée lorsqu'il a pointé sa lunette vers Jupiter ?
Quelle est la thèse principale de L'Esprit des lois de Montesquieu ?
Est-il vrai que les chauves-souris sont aveugles ?
Quels pays ont une frontière avec la Mongolie ?
Quelle femme a reçu la première un prix Nobel ?
Que prévoit l'article 1240 du Code civil français ?
Quelle est la différence entre une table des matières et un index ?
Combien y a-t-il de planètes dans le système solaire ?
Pourquoi pleut-il davantage en Bretagne qu'en Provence ?
Quel est le livre le plus cité au monde ?
Où se trouve la dernière ligne de métro construite à Paris ?
Que se passe-t-il quand l'eau gèle ?
Pourquoi les oiseaux migrent-ils en hiver ?
Quels sont les médicaments indiqués contre l'hypertension ?
Est-ce que cette année est bissextile ?
Qui est le narrateur de L'Étranger ?
Comment les abeilles fabriquent-elles le miel ?
Peut-il y avoir de la vie sur Mars ?
""",
    "es": """
¿Cuántos huesos tiene un ser humano adulto?
¿Quién escribió la letra del himno nacional de México?
¿Qué es una clave foránea en una tabla de una base de datos?
¿Qué contiene el campo de autor de un commit de Git?
¿Por qué ronronean los gatos cuando se los acaricia?
¿Por qué dejó Marie Curie Polonia?
¿Qué vio Galileo cuando apuntó su telescopio a Júpiter?
¿Cuál es la tesis principal de La riqueza de las naciones de Adam Smith?
¿Es cierto que los murciélagos son ciegos?
¿Qué países limitan con Mongolia?
¿Qué mujer fue la primera en ganar un premio Nobel?
¿Qué regula el artículo 1902 del Código Civil español?
¿Cuál es la diferencia entre un índice y una tabla de contenidos?
¿Qué países hay al este de Polonia?
¿Quién fue el escritor más famoso de Chile?
¿Cuál es el autor más citado de la sociología?
¿Dónde esta Madrid?
¿Cómo se llama el último capítulo del Quijote?
¿Qué comen los osos cuando ellos despiertan en primavera?
¿Qué medicamento está indicado para el asma?
¿Qué fiestas se celebran este mes en Valencia?
¿Por qué es importante la fotosíntesis?
""",
    "it": """
Quante ossa ha un essere umano adulto?
Chi scrisse il testo dell'inno nazionale italiano?
Che cos'è una chiave esterna in una tabella di un database?
Che cosa contiene il campo autore di un commit Git?
Perché i gatti fanno le fusa quando vengono accarezzati?
Perché Enrico Fermi lasciò l'Italia nel 1938?
Che cosa vide Galileo quando puntò il suo cannocchiale su Giove?
Qual è la tesi principale del Principe di Machiavelli?
È vero che i pipistrelli sono ciechi?
Quali paesi confinano con la Mongolia?
Quale donna vinse per prima un premio Nobel?
Che cosa prevede l'articolo 2043 del Codice civile italiano?
Qual è la differenza tra un indice e un sommario?
Qual è il farmaco indicato per l'asma?
Qual è il libro più citato al mondo?
Che cosa fanno le api quando loro escono dall'alveare?
Chi è il narratore de La coscienza di Zeno?
Qual è l'ultimo canto del Paradiso?
Perché le rondini migrano in autunno?
Come sta Lei oggi?
Quanto costa quest'anno il canone Rai?
""",
    "pt": """
Quantos ossos tem um ser humano adulto?
Quem escreveu a letra do hino nacional brasileiro?
O que é uma chave estrangeira em uma tabela de banco de dados?
O que contém o campo de autor de um commit do Git?
Por que os gatos ronronam quando são acariciados?
Por que Santos Dumont deixou o Brasil?
O que Galileu viu quando apontou seu telescópio para Júpiter?
Qual é a tese principal de A Riqueza das Nações, de Adam Smith?
É verdade que os morcegos são cegos?
Que países fazem fronteira com a Mongólia?
Que mulher foi a primeira a receber um prêmio Nobel?
O que prevê o artigo 5 da Constituição brasileira?
Qual é a diferença entre um índice e um sumário?
Que países fazem parte da América do Sul?
Qual é o autor mais citado de Portugal?
Onde esta Lisboa?
Qual é o último canto de Os Lusíadas?
Quem é o narrador de Dom Casmurro?
Por que é importante reciclar o vidro?
O que os ursos comem quando eles acordam?
""",
    "nl": """
Hoeveel botten heeft een volwassen mens?
Wie schreef de tekst van het Wilhelmus?
Wat is een vreemde sleutel in een databasetabel?
Wat bevat het auteursveld van een Git-commit?
Waarom spinnen katten als ze geaaid worden?
Waarom verliet Vincent van Gogh Parijs?
Wat zag Galilei toen hij zijn telescoop op Jupiter richtte?
Wat is de hoofdstelling van De welvaart van landen van Adam Smith?
Klopt het dat vleermuizen blind zijn?
Welke landen grenzen aan Mongolië?
Welke vrouw won als eerste een Nobelprijs?
Wat regelt artikel 162 van boek 6 van het Burgerlijk Wetboek?
Wat is het verschil tussen een inhoudsopgave en een register?
Welke taal spreken ze in Brazilië?
Waarom wordt haar grijs?
Wat eten pinguïns en hoe vangen ze hun prooi?
Wat is het eerste hoofdstuk van de Koran?
Wie is de schrijver van Max Havelaar?
Wanneer begint dit jaar de ramadan?
""",
    "pl": """
Ile kości ma dorosły człowiek?
Kto napisał tekst polskiego hymnu narodowego?
Czym jest klucz obcy w tabeli bazy danych?
Co zawiera pole autora w commicie Gita?
Dlaczego koty mruczą, kiedy się je głaszcze?
Dlaczego Maria Skłodowska wyjechała do Paryża?
Co zobaczył Galileusz, gdy skierował swój teleskop na Jowisza?
Jaka jest główna teza Bogactwa narodów Adama Smitha?
Czy to prawda, że nietoperze są ślepe?
Które kraje graniczą z Mongolią?
Która kobieta jako pierwsza otrzymała Nagrodę Nobla?
Co reguluje artykuł 415 Kodeksu cywilnego?
Jaka jest różnica między spisem treści a indeksem?
Jaki gatunek opisany został przez Linneusza w 1758 roku?
Jakie są wskazane dawki ibuprofenu dla dzieci?
Kto jest narratorem w Lalce Bolesława Prusa?
Jak nazywa się ostatni rozdział Quo vadis?
Co to jest fotosynteza?
Dlaczego niebo jest niebieskie?
W jaki sposób pszczoły robią miód i jak go przechowują?
""",
    "ru": """
Сколько костей у взрослого человека?
Кто написал текст гимна России?
Что такое внешний ключ в таблице базы данных?
Что содержит поле автора в коммите Git?
Почему кошки мурлычут, когда их гладят?
Почему Мария Кюри уехала из Польши?
Что увидел Галилей, когда направил свой телескоп на Юпитер?
Какова основная мысль Богатства народов Адама Смита?
Правда ли, что летучие мыши слепы?
Какие страны граничат с Монголией?
Какая женщина первой получила Нобелевскую премию?
Что регулирует статья 1064 Гражданского кодекса РФ?
Чем оглавление отличается от предметного указателя?
Как называется город, названный в честь Ленина?
Какие данные хранит cookie?
Какой вид, описанный Дарвином, живёт на Галапагосах?
Кто рассказчик в повести Капитанская дочка?
Как называется последняя глава романа Мастер и Маргарита?
Почему небо голубое?
Кто такой Ньютон и что он открыл?
Какие праздники отмечают в этом месяце в России?
Что такое инфляция и как с ней бороться?
""",
    "zh": """
成年人有多少块骨头？
中国国歌的歌词是谁写的？
数据库表中的外键是什么？
Git提交的作者字段包含什么？
猫被抚摸时为什么会发出呼噜声？
居里夫人为什么离开波兰？
伽利略把望远镜对准木星时看到了什么？
亚当·斯密《国富论》的主要观点是什么？
蝙蝠真的看不见东西吗？
哪些国家与蒙古接壤？
第一位获得诺贝尔奖的女性是谁？
中国民法典第一千一百六十五条规定了什么？
目录和索引有什么区别？
《圣经》中提到的第一个人是谁？
《论语》的第一章讲什么？
《哈姆雷特》的作者是谁？
爱因斯坦和他的妻子什么时候离婚的？
这个星期天是几号？
如何写一篇好的作文？
世界上最后一种被发现的大型哺乳动物是什么？
体检报告中的血脂指标是什么意思？
蜜蜂为什么会死在它蜇人之后？
""",
    "ja": """
成人の骨はいくつありますか。
日本の国歌の歌詞の出典は何ですか。
データベースの表における外部キーとは何ですか。
Gitのコミットの作者欄には何が入りますか。
猫はなでられるとなぜ喉を鳴らすのですか。
マリー・キュリーはなぜポーランドを離れたのですか。
ガリレオが望遠鏡を木星に向けたとき何を見ましたか。
アダム・スミスの『国富論』の主な主張は何ですか。
コウモリは目が見えないというのは本当ですか。
モンゴルと国境を接する国はどこですか。
ノーベル賞を最初に受賞した女性は誰ですか。
民法第七百九条は何を定めていますか。
目次と索引の違いは何ですか。
パスポートに記載されている情報は何ですか。
『坊っちゃん』の語り手は誰ですか。
夏目漱石はなぜ教師になり、彼は何を教えましたか。
その日暮らしとはどういう意味ですか。
最後の将軍は誰ですか。
この世で一番高い山は何ですか。
日本国憲法の第九条には何が書かれていますか。
蜂は蜜をどのように作り、それを何に使いますか。
""",
    "ar": """
كم عدد عظام الإنسان البالغ؟
من كتب كلمات النشيد الوطني المصري؟
ما هو المفتاح الأجنبي في جدول قاعدة البيانات؟
ماذا يحتوي حقل المؤلف في إيداع Git؟
لماذا تخرخر القطط عندما تُداعب؟
لماذا غادرت ماري كوري بولندا؟
ماذا رأى غاليليو عندما وجّه تلسكوبه نحو المشتري؟
ما الفكرة الرئيسية في كتاب ثروة الأمم لآدم سميث؟
هل صحيح أن الخفافيش عمياء؟
ما الدول التي تحدها منغوليا؟
من أول امرأة نالت جائزة نوبل؟
ماذا تنظم المادة 163 من القانون المدني المصري؟
ما الفرق بين قائمة المحتويات والفهرس؟
ما الأنبياء المذكورة أسماؤهم في القرآن؟
من هو مؤلف كتاب مقدمة ابن خلدون؟
ما هو أطول نهر في العالم؟
متى يبدأ شهر رمضان هذا العام؟
لماذا السماء زرقاء؟
كيف تصنع النحل العسل؟
من بنى الأهرامات ولماذا بناها؟
ما الدرس الأخير في كتاب كليلة ودمنة؟
""",
}
