"""The dashboard: page set-up, navigation, the filter bar; run with: streamlit run dashboard.py"""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from analysis.errors import BlamewireError
from views.common import bar, charts, navigation, state
from views.common.data import is_sample, store

ICON = Path(__file__).parent / "views" / "common" / "icon.png"
st.set_page_config(page_title="Blamewire", page_icon=str(ICON), layout="wide")
st.html(Path(__file__).parent / "views" / "common" / "page.css")
page = navigation.pages()
try:
    store()
except BlamewireError as error:
    st.title("Blamewire", anchor=False)
    st.error(f"The store cannot be opened: {error}", icon=":material/database_off:")
    st.stop()
state.go_if_asked()
navigation.show(page)
charts.attend()
if is_sample():
    st.caption("You are looking at the sample: invented articles about invented people.")
bar.show(page.url_path or "overview")
try:
    page.run()
except Exception:
    # Raised again for the log; page.css hides the box that Streamlit draws for it, since the words above it say more.
    navigation.stumbled()
    raise
