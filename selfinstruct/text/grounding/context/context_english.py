"""How English questions refer to a text that their reader does not have."""

# What an English text is called. The strong ones are hardly ever anything else.
_STRONG = "passage|excerpt|snippet|extract|quoted text|reading|provided (?:text|information|context|document)"
_TEXT = (
    rf"{_STRONG}|text|document|article|section|paragraph|chapter|table|figure|chart|diagram|graph|page|context"
    rf"|report|paper|study"
    r"|source|material|content|information|manual|guide|handbook|story|book|blog post|post|essay|letter|email"
    r"|slide|appendix"
    r"|transcript|documentation|code|image|picture|list|example|description|statement|dataset|data|tutorial"
    r"|policy|file"
)
# What may follow where the word stands alone; another noun makes it something else: the document object model.
_ALONE = (
    r"(?=['’]s\b|s?\s*(?:[,.?!;:)\]]|\Z)|s? (?:is|are|was|were|does|do|did|can|could|should|would|will|must"
    r"|may|might|has|have|had|what"
    r"|which|who|whom|whose|how|when|where|why|and|or|but|as|if|that|it|they|he|she|the|a|an|to be|say|says"
    r"|above|below|provided|given|here|itself|about|regarding|in order|on|for|with|mention|mentions"
    r"|describes?|refers?|provides?|shows?"
    r"|states?|suggests?|tells?|discuss|discusses|covers?|lists?|warns?|recommends?|explains?|defines?|gives?"
    r"|uses?|using|supports?|contains?|[a-z]{2,12}ing)\b)"
)
_SAYING = (
    r"(?:say|says|said|state|states|stated|mention|mentions|mentioned|describe|describes|described|suggest"
    r"|suggests|suggested|recommend"
    r"|recommends|recommended|imply|implies|implied|argue|argues|argued|explain|explains|explained|claim"
    r"|claims|claimed|indicate"
    r"|indicates|indicated|conclude|concludes|concluded|discuss|discusses|discussed|refer to|refers to"
    r"|referred to|mean by|means by"
    r"|warn|warns|warned|list|lists|point out|points out|emphasi[sz]es?|highlights?|use to|uses to|compares?"
    r"|report|reports|find|found|believe"
    r"|believes|think|thinks|advise|advises|identify|identifies|note|notes|noted|call|calls|give as"
    r"|gives? for|propose|proposes|want|feel)\b"
)
_TOLD = (
    r"(?:mentioned|described|stated|discussed|listed|shown|given|explained|presented|defined|referenced|cited"
    r"|named|outlined|provided"
    r"|highlighted|illustrated|referred to|introduced|covered|specified|noted|identified|detailed|used|found"
    r"|depicted|reported|quoted)"
)
_WRITER = "authors?|writers?|narrators?|speakers?|researchers?|interviewees?"

_STRONG, _TEXT, _ALONE, _SAYING, _TOLD = (
    pattern.replace(" ", r"\ ") for pattern in (_STRONG, _TEXT, _ALONE, _SAYING, _TOLD)
)

ENGLISH = rf"""
        \b{_TOLD}\ in\ (?:the|this)\ (?:{_STRONG}|text|article|paragraph|document|section|story|report)
          \b(?!\ (?:of|field|editor|box|element|tag|object|mode|file|area|node|root|window|body)\b)|
        \b(?:figure|table|fig\.)\ \d+(?:\.\d+)*\ (?:and|or)\ (?:figure|table|fig\.)?\ ?\d|
        (?:according to|based (?:up)?on|as per|per|using|from|in|within|by|of|on|reading|throughout|given|to|about
        |in the light of)\ (?:the\ |this\ |that\ |these\ |all\ )?(?:above|following|given|provided|preceding|previous
        |aforementioned|attached|foregoing|supplied|accompanying)\ (?:{_TEXT}){_ALONE}|(?:according\ to|based
        \ (?:up)?on|as\ per|going\ by|judging\ by)\ (?:only\ )?(?:the|this|that|these|your)\ (?:\w+
        \ )?(?:{_TEXT}){_ALONE}|\b(?:the|this|that|these)\ (?:above|following|given|provided|preceding|aforementioned
        |attached|foregoing)\ (?:{_TEXT}){_ALONE}|\bthis\ (?:\w+\ )?(?:{_TEXT}){_ALONE}(?!\ (?:on|for)\ )|\bthe
        \ (?:{_STRONG})s?\b(?!\ (?:of|to|between|through|time|way|grave|fee|code|tool|speed|age|list|lamp|glasses|room
        |level)\b|s\b|-)|^\W*(?:in|from|on)\ the\ (?:{_TEXT})(?:,|\ (?:above|below|provided|given|what|which|who|how
        |when|where|why)\b)|\b{_TOLD}\ (?:in|by|on|within|throughout)\ (?:the|this)\ (?:{_TEXT}|{_WRITER}){_ALONE}
        |\bthe\ (?:{_TEXT}|{_WRITER})s?\ {_SAYING}|\bthe\ (?:author|writer|narrator|speaker)s?['’]s?\ (?!(?:rights
        |guild|edition|note|copy|block|corner|office)\b)\w+|\b(?:sentence|word|line|part|detail|evidence|example
        |argument|quote|phrase|expression|statement|claim|event|character)s?\ (?:in|from|of)\ the\ (?:{_STRONG}|text
        |article|paragraph|document|story|report|chapter|section)\b(?!\ of\b)|\b(?:do|does|did)\ (?:the|this)
        \ (?:{_WRITER})\ (?!(?:of|at|in|from|who|on|for|and|or|field|tag|name|element|id)\b)\w+|\b(?:do|does
        |did)\ (?:the|this)\ (?:{_TEXT})
        \ (?:{_SAYING}|(?:give|offer|show|tell|use|make|provide|address|answer|support|define|contain|focus|present
        |identify|portray|view|include|cover|begin|end|try|characteri[sz]e|prove|attempt|serve|set|depict|illustrate
        |deal|promise)\b)|\b(?:{_TOLD}|listed|ranked)\ (?:\w+\ ){{1,2}}(?:in|by)\ (?:the|this)\ (?:{_TEXT}){_ALONE}
        |\bthe\ following\ (?:\w+\ )?\w+(?![^?]*[:"“'`\n])|\b(?:do|does|did)\ the\ (?:{_TEXT})\ (?:on|about)
        \ [\w\ ]{{1,30}}{_SAYING}|\b\w+(?:ed|en|wn)\ (?:in|by)\ the\ (?:{_STRONG}|text|article|document|report|study
        |story|section|paragraph|chapter|manual|guide|email|letter|essay){_ALONE}|\b(?:end|beginning|start|middle
        |rest)\ of\ the\ (?:story|text|article|{_STRONG}){_ALONE}|\bconclusions?\ (?:do|does|did)\ the\ \w+|\bthe
        \ (?:\w+\ ){{1,3}}(?:above|below)(?=\W*\Z|,)|\b(?:according\ to|per|given|for|in\ the\ (?:view|opinion|words)
        \ of)\ (?:the|this)\ (?:{_WRITER}|context|manual|guide|handbook|policy)s?(?=['’]s\b|\W*[,.?!]|\W*\Z|\ (?:what
        |who|why|how|when|where|which|is|are|does|do|did))|\b(?:concluded|inferred|learn|infer|conclude|learned|learnt
        |understood|deduced|gathered|seen|told|known|read|drawn|derived|answered)\ (?:from|in|by)\ (?:reading\ )?the
        \ (?:{_TEXT}){_ALONE}|\b(?:table|figure|fig\.|chart|exhibit|listing)\ \d+(?:\.\d+)*\ (?:show|illustrate|depict
        |present|{_SAYING})|\bthe\ (?:{_WRITER})\ of\ (?:the|this)\ (?:{_TEXT}){_ALONE}|\b(?:idea|topic|theme|message
        |point|argument|tone|purpose|title|subject|thesis|focus|gist|conclusion|genre)s?\ of\ (?:the|this)
        \ (?:{_TEXT}){_ALONE}|\b(?:mentioned|described|discussed|listed|shown|given|explained|presented|defined|noted
        |stated|outlined|introduced|referenced|see|seen|quoted|provided)\ (?:above|below|earlier|previously|here)\b
        |\b(?:the|this)\ (?:{_TEXT})\ (?:above|below|provided|given\ here)\b|\bin\ this\ (?:context|case|scenario
        |situation)(?=\W*\Z|,)|\b(?:in|on|from|by|see|shown\ in)\ (?:table|figure|fig\.|page|slide|chart|listing)
        \ \d+(?:\.\d+)*(?=\W*\Z|,|\ (?:what|show|list|is|are|above|below))|\b(?:last|next|first|second|third|final
        |opening|previous)\ (?:paragraph|sentence|section|row|column|figure|table|diagram|bullet(?:\ point)?)(?=\W*\Z|,)
"""
