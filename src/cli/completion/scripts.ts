/** The shells that completion is for. */
export const SHELLS = ['bash', 'zsh', 'fish'] as const;

/** One of them. */
export type Shell = (typeof SHELLS)[number];

/** Whether completion is for a shell. */
export const isShell = (name: string): name is Shell => SHELLS.some((shell) => shell === name);

/**
 * The script for a shell: it asks `qoverride complete` and hands on what comes back as data. None of the three ever
 * evaluates a word: names in manifests are foreign text.
 */
export const completionScript = (shell: Shell): string => SCRIPTS[shell];

/** `compopt` is missing in bash 3 (macOS): there files are offered where there is nothing else. */
const BASH = `# bash completion for qoverride
_qoverride() {
  local kind='' line
  COMPREPLY=()
  while IFS= read -r line; do
    if [[ -z $kind ]]; then kind=$line; else COMPREPLY+=("$line"); fi
  done < <(qoverride complete bash -- "\${COMP_WORDBREAKS-}" "\${COMP_LINE:0:COMP_POINT}" 2>/dev/null </dev/null)
  case $kind in
    files) ;;
    folders) compopt +o default -o dirnames 2>/dev/null ;;
    *) compopt +o default 2>/dev/null ;;
  esac
}
complete -o default -F _qoverride qoverride
`;

const ZSH = `#compdef qoverride
# zsh completion for qoverride
_qoverride() {
  local kind line
  local -a answer found shown
  answer=("\${(@f)$(qoverride complete zsh -- "\${(@Q)words[2,CURRENT-1]}" "\${(Q)PREFIX}" 2>/dev/null </dev/null)}")
  kind=$answer[1]
  case $kind in
    files | folders)
      [[ $PREFIX == --*=* ]] && compset -P 1 '*='
      if [[ $kind == files ]]; then _files; else _files -/; fi
      ;;
    *)
      for line in "\${(@)answer[2,-1]}"; do
        found+=("\${line%%$'\\t'*}")
        shown+=("\${line/$'\\t'/  -- }")
      done
      compadd -l -d shown -a found
      ;;
  esac
}
if [[ \${funcstack[1]} == _qoverride ]]; then
  _qoverride "$@"
else
  compdef _qoverride qoverride
fi
`;

/** Completing the arguments of an empty command is how fish's own functions ask for files. */
const FISH = `# fish completion for qoverride
function __qoverride_complete
    set -l words (commandline -opc)
    set -l current (commandline -ct)
    set -l answer (qoverride complete fish -- $words[2..-1] "$current" 2>/dev/null </dev/null)
    switch "$answer[1]"
        case files folders
            set -l prefix (string match -r -- '^--[^=]+=' "$current")
            set -l path (string replace -- "$prefix" '' "$current")
            set -l paths (complete -C "'' $path")
            if test "$answer[1]" = folders
                set paths (string match -r -- '.*/(?:\\t.*)?$' $paths)
            end
            test -z "$paths"; or printf '%s\\n' "$prefix"$paths
        case '*'
            test (count $answer) -lt 2; or printf '%s\\n' $answer[2..-1]
    end
end
complete -c qoverride -f -a '(__qoverride_complete)'
`;

const SCRIPTS: Readonly<Record<Shell, string>> = { bash: BASH, zsh: ZSH, fish: FISH };
