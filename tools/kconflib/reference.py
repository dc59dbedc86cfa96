def html_page(k): return ""
def markdown(k): return ""
