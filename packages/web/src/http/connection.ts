/** What is known of the connection that a request came on. */
export interface Connection {
  /** The address of the other side; null where the host application does not say. */
  readonly address: string | null;
}
