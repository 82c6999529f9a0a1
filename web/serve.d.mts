/** The Content-Security-Policy that the site is served with. */
export const SITE_CSP: string;

/** Serves a folder on loopback. Port 0 takes a free one. `csp` is the header; pass "" for none. */
export function serve(options: { root: string; port?: number; csp?: string }): Promise<{
    address: string;
    port: number;
    close(): Promise<void>;
}>;
