"""The writes of the protection of minors: guardians, their consents, access, compulsory reports, the yearly audit."""
