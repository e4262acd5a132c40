/** How a result wants to be shown. */
export type ArtifactType = 'table' | 'presentation_card' | 'text' | 'list' | 'chart';

/** Typed, titled output: what every operation returns and what `--json` prints, whole and alone. */
export interface Artifact<Data> {
  readonly data: Data;
  readonly artifact_type: ArtifactType;
  readonly title: string;
}
