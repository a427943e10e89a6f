import { Star } from 'lucide-react';
import { useId, type ReactElement } from 'react';
import { feedbackText as said } from '../text/en/feedback.ts';

const stars = [1, 2, 3, 4, 5] as const;

/** One to five stars: radio buttons, of which the stars are the labels. */
export function StarField({
  value,
  onChange,
}: {
  value: number | null;
  onChange: (value: number) => void;
}): ReactElement {
  const name = useId();
  return (
    <fieldset>
      <legend className="text-sm font-medium">{said.stars}</legend>
      <div className="-ml-1.5 flex">
        {stars.map((count) => (
          <label
            key={count}
            title={said.starCount(count)}
            className="relative rounded-lg p-1.5 text-warning hover:bg-accent-soft has-focus-visible:outline-2 has-focus-visible:outline-accent"
          >
            <input
              type="radio"
              name={name}
              className="absolute inset-0 cursor-pointer opacity-0"
              aria-label={said.starCount(count)}
              checked={value === count}
              onChange={() => onChange(count)}
            />
            <Star size={22} aria-hidden fill={value !== null && count <= value ? 'currentColor' : 'none'} />
          </label>
        ))}
      </div>
    </fieldset>
  );
}
