# The served documentation: its frame and its search.

docs-title = Mithaq documentation
docs-contents = Contents
docs-guides = Guides
docs-guide = Guide
docs-skip = Skip to the page
docs-search = Search
docs-search-label = Search the documentation
docs-search-title = Search results
docs-search-none = Nothing was found. Try fewer words, or the name of a call such as CreateInvitation.
docs-search-empty = Type a word, the name of a call, or an error code.
docs-search-found = { $pages ->
    [one] One page was found.
   *[other] { $pages } pages were found.
}
