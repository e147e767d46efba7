/** Whether the host name of a parsed URL (IPv6 in brackets) always means this machine, so that nobody on the way can listen. */
export const isLoopbackHost = (hostname: string): boolean =>
  hostname === 'localhost' || hostname === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(hostname);
