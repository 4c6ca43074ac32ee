"""What gunicorn is given wherever it is started in this folder, whoever starts it."""

# No header of a request becomes a part of its environment: by default gunicorn takes SCRIPT_NAME
# from its own machine, and answers 500 itself where the path does not begin with it.
forwarder_headers = ""
