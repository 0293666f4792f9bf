"""The trained reader: one small encoder whose heads judge words and sentences in one pass."""
