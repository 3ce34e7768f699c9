"""What a device calls itself, in words somebody would recognise: 'Chrome on Android'."""

# First match wins: most browsers also claim to be the ones further down.
BROWSERS = (("Edg", "Edge"), ("OPR", "Opera"), ("Firefox", "Firefox"), ("FxiOS", "Firefox"), ("Chrom", "Chrome"),
            ("CriOS", "Chrome"), ("Safari", "Safari"))  # fmt: skip
SYSTEMS = (("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("CrOS", "Chromebook"),
           ("Windows", "Windows"), ("Mac OS", "Mac"), ("Linux", "Linux"))  # fmt: skip


def name(user_agent: str) -> str:
    browser = next((word for sign, word in BROWSERS if sign in user_agent), "A browser")
    system = next((word for sign, word in SYSTEMS if sign in user_agent), "")
    return f"{browser} on {system}" if system else browser
