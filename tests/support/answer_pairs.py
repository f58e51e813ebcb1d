"""Pairs of answers to one question that say the same, and pairs of the same kinds that do not."""

AGREEING = [
    (
        "The history is not saved if HISTFILE is unset or if the history file is unwritable.",
        "Because HISTFILE is unset or the history file is unwritable.",
    ),
    (
        (
            "Have the program owned by the uid to which it is set-id and by the group which should be "
            "allowed to execute it. Then give it mode 4754, without making it unreadable to those users who "
            "must not execute it."
        ),
        "Owned by the uid to which it is set-id and by the group allowed to execute it, mode 4754.",
    ),
    (
        (
            "If only the user has edited the file, the user's changes stay silently. If only the maintainer "
            "ships a new version and the user hasn't edited the file, the new version is installed with an "
            "informative message."
        ),
        (
            "Only user edited: the user's changes stay, silently. Only maintainer changed: the new version "
            "is installed, with an informative message."
        ),
    ),
    (
        (
            "At compat43 the loop state (while, until, etc.) is not reset when a shell function is executed,"
            " so break or continue in the function breaks or continues loops in the calling context. "
            "Bash-4.4 and later reset the loop state to prevent this."
        ),
        "Because the loop state is not reset when executing a shell function.",
    ),
    ("The shell does not read .bashrc; it reads ~/.bash_profile, and nothing else.", "~/.bash_profile"),
    ("Because the lock is held by another process.", "Another process holds the lock, so it cannot be taken."),
    (
        "It must not be empty and must begin with a letter.",
        "The name has to begin with a letter and must not be empty.",
    ),
    (
        ("The ferry is cancelled when the wind is stronger than force eight, and tickets are refunded without a fee."),
        "When the wind is stronger than force eight.",
    ),
    ("Dogs are forbidden in the cabin.", "Dogs are not allowed in the cabin."),
    ("The option is off unless it is set in the profile.", "It is off by default unless set in the profile."),
    ("The command prints the names of the files that were not copied.", "It prints the names of files not copied."),
    ("It exits with status 2 if an option is unknown, and does not read any file.", "It exits with status 2."),
    (
        ("The tower was rebuilt in 1742 by the mason Ole Brandt after the fire; the bell was never replaced."),
        "Ole Brandt, a mason, rebuilt the tower after the fire of 1742.",
    ),
    (
        "It takes the value of the variable EDITOR, or vi if EDITOR is not set.",
        "The value of EDITOR, or vi if that is unset.",
    ),
    ("Adults pay 12.50 euros; children under six do not pay.", "12.50 euros"),
    (
        "The daemon waits for the network because it cannot resolve names without it.",
        "Since names cannot be resolved without the network.",
    ),
    (
        "A trap on EXIT is run before the shell terminates.",
        "Before the shell terminates, the trap on EXIT is executed.",
    ),
    (
        ("The configuration file of the user overrides the system-wide one, which is not read in that case."),
        "The user's configuration file overrides the system-wide file.",
    ),
    ("First unmount the disk, then run fsck; never run it on a mounted disk.", "Unmount the disk and then run fsck."),
    (
        "It expands to the exit status of the most recently executed foreground pipeline.",
        "The exit status of the last foreground pipeline executed.",
    ),
    (
        "Only root may change the owner, since users could otherwise evade their quota.",
        "Because users could otherwise evade quotas.",
    ),
    (
        "The boat is not insured against ice, so she stays in the harbour from December to March.",
        "She stays in the harbour from December to March.",
    ),
    ("The lines are sorted by the second field, not the first.", "By the second field."),
    ("Nobody may enter the hall without a helmet.", "A helmet is required: nobody may enter the hall without one."),
    (
        "The output is buffered unless it goes to a terminal.",
        "Output is not buffered if it goes to a terminal; otherwise it is.",
    ),
    ("The file is disabled by adding .disabled to its name.", "By adding .disabled to the name of the file."),
    (
        "Sign the form and send it to the office in Bergen within ten days.",
        "The signed form is sent to the office in Bergen within 10 days.",
    ),
    (
        "The cache speeds up later runs, as pages need not be fetched again.",
        "Later runs are faster: pages do not have to be fetched again, thanks to the cache.",
    ),
    (
        "Wenn die Datei nicht beschreibbar ist, wird der Verlauf nicht gespeichert.",
        "Weil die Datei nicht beschreibbar ist.",
    ),
    ("Die Fähre fährt nur von Mai bis September, im Winter nicht.", "Von Mai bis September."),
    (
        "La réservation est annulée si elle n'est pas payée dans les dix jours.",
        "Elle est annulée quand elle n'est pas payée dans les dix jours.",
    ),
    ("El archivo no se borra, sino que se mueve a la papelera.", "Se mueve a la papelera."),
    ("The signal is ignored in the parent, but not in the child.", "It is ignored in the parent."),
    (
        ("A package in state half-configured was unpacked and configuration was started but not completed."),
        "Unpacked, and its configuration was started but not completed.",
    ),
    (
        "The lamp must be switched on before sunset and must not be left without a keeper.",
        "It is to be switched on before sunset.",
    ),
    (
        "The old key remains valid for thirty days after a new one is issued.",
        "For thirty days after issuing the new one, the old key stays valid.",
    ),
]
OPPOSED = [
    ("The history is not saved if HISTFILE is unset.", "The history is saved if HISTFILE is unset."),
    (
        "Have the program owned by the uid to which it is set-id, and give it mode 4754.",
        "Have the program owned by the uid to which it is set-id, and give it mode 4755.",
    ),
    (
        "If only the user has edited the file, the user's changes stay silently.",
        "If only the user has edited the file, the user's changes are not kept.",
    ),
    (
        "At compat43 the loop state is not reset when a shell function is executed.",
        "Because the loop state is reset when executing a shell function.",
    ),
    ("The shell reads ~/.bash_profile.", "The shell reads ~/.profile."),
    ("Because the lock is held by another process.", "Because the lock is not held by any process."),
    ("It must begin with a letter.", "It must not begin with a letter."),
    (
        "The ferry is cancelled when the wind is stronger than force eight.",
        "The ferry is never cancelled when the wind is stronger than force eight.",
    ),
    ("Dogs are forbidden in the cabin.", "Dogs are allowed in the cabin."),
    ("The option is off by default.", "The option is on by default."),
    (
        "The command prints the names of the files that were copied.",
        "The command prints the names of the files that were not copied.",
    ),
    ("It exits with status 2 if an option is unknown.", "It exits with status 1 if an option is unknown."),
    ("The tower was rebuilt by the mason Ole Brandt.", "The tower was rebuilt by the mason Henrik Vold."),
    ("No, it only works for regular files.", "Yes, it works for all files."),
    ("It takes the value of the variable EDITOR.", "It takes the value of the variable VISUAL."),
    ("Adults pay 12.50 euros; children under six do not pay.", "Children under six pay 12.50 euros as well."),
    ("The daemon waits for the network.", "The daemon does not wait for the network."),
    ("A trap on EXIT is run before the shell terminates.", "A trap on EXIT is run after the shell terminates."),
    ("With -r, backslashes are not treated as escapes.", "With -r, backslashes are treated as escapes."),
    (
        "The user's configuration file overrides the system-wide file.",
        "The system-wide file is not overridden by the user's configuration file.",
    ),
    ("Unmount the disk first, then run fsck.", "Mount the disk first, then run fsck."),
    ("It expands to the exit status of the first pipeline.", "It expands to the exit status of the last pipeline."),
    ("The lines are sorted by the second field.", "The lines are sorted by the first field."),
    ("Nobody may enter the hall without a helmet.", "Visitors may enter the hall with their dogs on a lead."),
    ("The output is buffered if it goes to a terminal.", "The output is unbuffered if it goes to a terminal."),
    ("The file is disabled.", "The file is enabled."),
    ("It is unsafe to run it as root.", "It is safe to run it as root."),
    (
        "Essential packages can be removed without the option.",
        "Essential packages cannot be removed without the option.",
    ),
    ("The form is sent to the office in Bergen.", "The form is sent to the office in Oslo."),
    ("Later runs are faster.", "Later runs are slower."),
    ("Der Verlauf wird nicht gespeichert.", "Der Verlauf wird gespeichert."),
    ("Die Fähre fährt im Winter nicht.", "Die Fähre fährt auch im Winter."),
    ("La réservation est annulée dans les dix jours.", "La réservation n'est pas annulée dans les dix jours."),
    ("El archivo no se borra.", "El archivo se borra."),
    ("The signal is ignored in the parent.", "The signal is ignored in the child."),
    ("Its configuration was started but not completed.", "Its configuration was started and completed."),
    ("It must be switched on before sunset.", "It must be switched off before sunset."),
    ("The old key remains valid for thirty days.", "The new key remains valid for thirty days."),
]
