import {
  type Announcements,
  closestCenter,
  DndContext,
  type DragEndEvent,
  KeyboardSensor,
  PointerSensor,
  type UniqueIdentifier,
  useSensor,
  useSensors,
} from '@dnd-kit/core';
import { SortableContext, sortableKeyboardCoordinates, verticalListSortingStrategy } from '@dnd-kit/sortable';
import type { BuilderAction, BuilderStep } from './builder-state.js';
import { type FormOf, sharesOf } from './chain-of.js';
import type { StepFindings } from './findings.js';
import { StepCard } from './step-card.js';

interface StepListProps {
  readonly steps: readonly BuilderStep[];
  readonly forms: FormOf;
  /** The jobs and chains that exist; another one's step says so. */
  readonly known: ReadonlySet<string>;
  readonly findings: ReadonlyMap<number, StepFindings>;
  readonly act: (action: BuilderAction) => void;
}

/** The steps of the chain in their order, which a pointer, the keyboard and buttons can change. */
export function StepList({ steps, forms, known, findings, act }: StepListProps) {
  const sensors = useSensors(
    // A press that does not move is a click.
    useSensor(PointerSensor, { activationConstraint: { distance: 5 } }),
    useSensor(KeyboardSensor, { coordinateGetter: sortableKeyboardCoordinates }),
  );
  const keys = steps.map(({ key }) => key);
  const shares = sharesOf(steps);
  const end = ({ active, over }: DragEndEvent) => {
    if (over !== null) act({ type: 'move', key: Number(active.id), to: keys.indexOf(Number(over.id)) });
  };
  return (
    <DndContext
      sensors={sensors}
      collisionDetection={closestCenter}
      onDragEnd={end}
      accessibility={{
        announcements: announcementsOf(steps),
        screenReaderInstructions: { draggable: howToMove },
      }}
    >
      <SortableContext items={[...keys]} strategy={verticalListSortingStrategy}>
        <ol className="step-list" aria-label="Steps">
          {steps.map((step, index) => (
            <StepCard
              key={step.key}
              step={step}
              index={index}
              count={steps.length}
              share={shares[index] ?? null}
              form={forms(step.of)}
              known={known.has(`${step.kind} ${step.of}`)}
              findings={findings.get(step.key)}
              act={act}
            />
          ))}
        </ol>
      </SortableContext>
    </DndContext>
  );
}

const howToMove =
  'Press space or enter to take the step, the arrow keys to move it, space or enter again to put it down, and escape to leave it where it was.';

/** What a screen reader says while a step is moved. */
function announcementsOf(steps: readonly BuilderStep[]): Announcements {
  const nameOf = (id: UniqueIdentifier) => steps.find(({ key }) => key === Number(id))?.of ?? '';
  const placeOf = (id: UniqueIdentifier) =>
    `${String(steps.findIndex(({ key }) => key === Number(id)) + 1)} of ${String(steps.length)}`;
  // A step that is taken is over its own place at once: the same words, so that none of them are lost.
  const moving = (id: UniqueIdentifier) => `Moving ${nameOf(id)}, step ${placeOf(id)}`;
  return {
    onDragStart: ({ active }) => moving(active.id),
    onDragOver: ({ active, over }) => {
      if (over === null) return undefined;
      return over.id === active.id
        ? moving(active.id)
        : `${nameOf(active.id)} is now step ${placeOf(over.id)}`;
    },
    onDragEnd: ({ active, over }) =>
      `Put ${nameOf(active.id)} down${over === null ? '' : ` as step ${placeOf(over.id)}`}`,
    onDragCancel: ({ active }) => `${nameOf(active.id)} stays where it was`,
  };
}
