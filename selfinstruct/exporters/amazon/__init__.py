"""What Amazon trains and distils on: Bedrock's formats, Nova's conversations, tools in Nova's words."""
