#compdef tweetstream
# Completes the commands, options and values of tweetstream in zsh: source <(tweetstream completion zsh)
_tweetstream() {
    local line="tweetstream ${(j: :)words[2,CURRENT]}"
    local -a offers
    offers=("${(@f)$("$words[1]" "[suggest:${#line}]" "$line" 2>/dev/null)}")
    # What begins with a slash is rather a file.
    offers=("${(@)offers:#(/*|)}")
    compadd -a offers || _files
}
if [[ $funcstack[1] == _tweetstream ]]; then
    _tweetstream "$@"
else
    compdef _tweetstream tweetstream
fi
