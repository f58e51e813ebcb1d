"""Mail: single messages and boxes of them, attachments read like files of their own."""
