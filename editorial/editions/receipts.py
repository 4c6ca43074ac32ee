"""placeholder until the receipts room is written"""
def receipt_sign(*, document, edition_digest):
    return ""
