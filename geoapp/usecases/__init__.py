"""One function per question a user asks; the command line, the pages and the API call the same ones."""
