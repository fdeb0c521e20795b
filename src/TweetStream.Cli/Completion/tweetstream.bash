# Completes the commands, options and values of tweetstream in bash: source <(tweetstream completion bash)
_tweetstream() {
    local word="${COMP_WORDS[COMP_CWORD]}" typed="${COMP_WORDS[0]}" offer
    local before="${COMP_LINE:0:COMP_POINT}"
    local line="tweetstream${before:${#typed}}"
    COMPREPLY=()
    while IFS= read -r offer; do
        # What begins with a slash is rather a file.
        [[ -n $offer && $offer != /* && $offer == "$word"* ]] && COMPREPLY+=("$offer")
    done < <("$typed" "[suggest:${#line}]" "$line" 2>/dev/null)
}
complete -o bashdefault -o default -F _tweetstream tweetstream
