/** Has Node keep compiled code from one run to the next, in a folder of the user's own. */
export declare function keepCompiledCode(): void;
