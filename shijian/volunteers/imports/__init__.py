"""Reading rolls of volunteers out of workbooks and writing them: nothing here saves."""
