# samstyr.bash - completion of samstyr's commands and options in bash.
# SPDX-License-Identifier: EUPL-1.2
_samstyr() {
    local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]} command=${COMP_WORDS[1]}
    local options='--database --json --help'
    COMPREPLY=()
    case $before in
    --tls-cert | --tls-key | --output)
        mapfile -t COMPREPLY < <(compgen -f -- "$word")
        return
        ;;
    --database)
        mapfile -t COMPREPLY < <(compgen -W 'sqlite: postgresql://' -- "$word")
        return
        ;;
    esac
    if [ "$COMP_CWORD" = 1 ] || [ "$before" = help ]; then
        mapfile -t COMPREPLY < <(compgen -W 'init serve demo import export migrate backup restore drill verify person token reference sandbox help --version' -- "$word")
        return
    fi
    case $command in
    init) options+=' --organisation --admin --password-stdin' ;;
    serve) options+=' --listen --workers --calls --tls-cert --tls-key --require-sandbox' ;;
    import) options+=' --organisation --rehearse' ;;
    export) options+=' --organisation --output' ;;
    person) [ "$COMP_CWORD" = 2 ] && options='add list disable' ;;
    reference) options+=' kinds permissions routes model commands' ;;
    token) if [ "$COMP_CWORD" = 2 ]; then options='create list revoke'; else options+=' --person --name --scopes'; fi ;;
    esac
    case $command in
    backup | restore | drill | verify | import) mapfile -t COMPREPLY < <(compgen -f -W "$options" -- "$word") ;;
    *) mapfile -t COMPREPLY < <(compgen -W "$options" -- "$word") ;;
    esac
}
complete -o filenames -o bashdefault -F _samstyr samstyr
