"""Hours as French writes them, « 14 h 20 »; everything else is Django's own French."""

TIME_FORMAT = "G\xa0\\h\xa0i"
DATETIME_FORMAT = "j F Y à G\xa0\\h\xa0i"
SHORT_DATETIME_FORMAT = "j N Y, G\xa0\\h\xa0i"
