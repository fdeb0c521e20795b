# Completes the commands, options and values of tweetstream in fish: tweetstream completion fish | source
function __tweetstream_offers
    set -l typed (commandline -opc)
    set -l line (string join ' ' -- tweetstream $typed[2..] (commandline -ct))
    # What begins with a slash is rather a file.
    $typed[1] "[suggest:"(string length -- $line)"]" $line 2>/dev/null | string match -rv '^(/.*)?$'
end
complete -c tweetstream -a '(__tweetstream_offers)'
