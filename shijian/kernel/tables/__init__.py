"""Tables that offices upload (Excel, WPS, CSV) as plain values: kept from doing harm, read, and found their heading."""
