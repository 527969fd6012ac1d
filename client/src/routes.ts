export interface Routes {}
