/** How errors call a program: without arguments, which may hold anything, even where they were written into its name. */
export const programName = (program: string): string => {
  const [first = ''] = program.trim().split(/\s/);
  return first === '' ? 'a program without a name' : first;
};
