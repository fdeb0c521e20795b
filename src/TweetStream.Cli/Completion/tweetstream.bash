# Completes the commands, options and values of tweetstream in bash: source <(tweetstream completion bash)
_tweetstream() {
    local word="${COMP_WORDS[COMP_CWORD]}" typed="${COMP_WORDS[0]}" offer
    local line="tweetstream${COMP_LINE:${#typed}}"
    local point=$((COMP_POINT - ${#typed} + 11))
    COMPREPLY=()
    while IFS= read -r offer; do
        # What begins with a slash is rather a file.
        [[ -n $offer && $offer != /* && $offer == "$word"* ]] && COMPREPLY+=("$offer")
    done < <("$typed" "[suggest:$point]" "$line" 2>/dev/null)
}
complete -o bashdefault -o default -F _tweetstream tweetstream
