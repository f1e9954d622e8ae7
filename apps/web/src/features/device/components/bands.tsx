import { SERVICE_WORDS } from '@firewatch/shared/domain/service';
import type { DeviceHistory } from '@firewatch/shared/wire/device-history';
import { useEffect, useRef, useState } from 'react';
import { LookShape } from '../../../ui/verdict-icon.js';
import { ageText, localTime } from '../../../words/time-text.js';
import { VERDICT_LOOK, type Look } from '../../../words/verdict-text.js';
import { axisOf } from '../model/axis.js';
import { percent, TRACKS, type BandPicture, type ServiceBands, type Stretch } from '../model/bands.js';
import { foldedClauses } from '../model/folded-text.js';
import { laneOf, type LaneMark } from '../model/lane.js';
import { quietText, spellText } from '../model/quiet-spells.js';

interface BandsProps {
  history: DeviceHistory;
  picture: BandPicture;
  hours: number;
  /** "all hour" */
  all: string;
}

/** Width of the plot: words above it are shown only where they fit. */
function usePlotWidth() {
  const ref = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(600);
  useEffect(() => {
    const node = ref.current;
    if (!node) return;
    const observer = new ResizeObserver(([entry]) =>
      setWidth(Math.max(120, entry?.contentRect.width ?? 600)),
    );
    observer.observe(node);
    return () => observer.disconnect();
  }, []);
  return { ref, width };
}

export function Bands({ history, picture, hours, all }: BandsProps) {
  const { ref, width } = usePlotWidth();
  const [showsFolded, setShowsFolded] = useState(false);
  const marks = laneOf(history, picture, width);
  const isQuiet = picture.shown.length === 0;
  const clauses = foldedClauses(picture.folded, all, localTime);
  if (picture.shown.length + picture.folded.length === 0) {
    return <p className="pad dim">Nothing was recorded in this time.</p>;
  }
  const drawn = showsFolded ? [...picture.shown, ...picture.folded] : picture.shown;
  return (
    <div className="bands">
      <div aria-hidden="true">
        <Lane marks={marks} plot={ref} />
        <div className="bands-body">
          <Overlay marks={marks} picture={picture} />
          {drawn.map((bands) => (
            <Group
              key={bands.service}
              bands={bands}
              picture={picture}
              name={SERVICE_WORDS[bands.service].name}
            />
          ))}
          {isQuiet && !showsFolded && <QuietGroup picture={picture} />}
        </div>
      </div>
      <Axis picture={picture} hours={hours} />
      {picture.folded.length > 0 && (
        <p className="folded dim">
          <LookShape look={foldedLook(picture)} /> {clauses.join(' ')}{' '}
          <button
            type="button"
            className="link"
            aria-expanded={showsFolded}
            onClick={() => setShowsFolded(!showsFolded)}
          >
            {showsFolded ? 'Fold' : 'Show'}
          </button>
        </p>
      )}
      {picture.quiet.length > 0 && (
        <p className="folded dim">
          <i className="quiet-key" aria-hidden="true" />
          {quietText(picture.quiet, picture.to, localTime)}
        </p>
      )}
      <p className="hidden-visually">
        {describe(picture)}{' '}
        {marks.map((mark) => `${localTime.since(mark.at, picture.to)} ${mark.text}`).join('. ')}
      </p>
    </div>
  );
}

/** What is unknown now is never shown with the sign of what protects. */
function foldedLook({ folded }: BandPicture): Look {
  if (folded.some((bands) => bands.tracks.protecting.at(-1)?.tone === 'unknown')) return 'unknown';
  const protects = folded.some((bands) => bands.tracks.protecting.some((one) => one.value === 'protecting'));
  return protects ? 'protecting' : 'off';
}

function describe(picture: BandPicture): string {
  return picture.shown
    .map((bands) => {
      const last = bands.tracks.protecting.at(-1);
      return last ? `${SERVICE_WORDS[bands.service].name} now ${last.value.replaceAll('-', ' ')}.` : '';
    })
    .join(' ');
}

/** Nothing happened: one group stands for all, so that blind spells are still seen. */
function QuietGroup({ picture }: { picture: BandPicture }) {
  const watched = picture.folded.find((bands) =>
    bands.tracks.protecting.some((one) => one.value === 'protecting'),
  );
  const bands = watched ?? picture.folded[0];
  if (!bands) return null;
  const count = picture.folded.filter((one) =>
    one.tracks.protecting.some(({ value }) => value === 'protecting'),
  ).length;
  return (
    <Group
      bands={bands}
      picture={picture}
      name={count > 1 ? `Each of ${count}` : SERVICE_WORDS[bands.service].name}
    />
  );
}

function Group({ bands, picture, name }: { bands: ServiceBands; picture: BandPicture; name: string }) {
  return (
    <div className="bgrp">
      <span className="n">{name}</span>
      {TRACKS.map((track) => (
        <div className="track" key={track}>
          <span className="l">{track}</span>
          <div className="band">
            {bands.tracks[track].map((stretch) => (
              <Piece key={stretch.from} stretch={stretch} picture={picture} />
            ))}
          </div>
        </div>
      ))}
    </div>
  );
}

function Piece({ stretch, picture }: { stretch: Stretch; picture: BandPicture }) {
  const { from, to } = picture;
  const left = percent(stretch.from, from, to);
  const hover = `${stretch.value.replaceAll('-', ' ')}, ${localTime.since(stretch.from, to)} to ${stretch.to === to ? 'now' : localTime.since(stretch.to, to)}, ${ageText(stretch.to - stretch.from)}`;
  return (
    <i
      className={`is-${stretch.tone}`}
      style={{ left: `${left}%`, width: `${percent(stretch.to, from, to) - left}%` }}
      title={hover}
    >
      <span>{stretch.text}</span>
    </i>
  );
}

interface LaneProps {
  marks: readonly LaneMark[];
  picture: BandPicture;
}

function Lane({ marks, plot }: Pick<LaneProps, 'marks'> & { plot: React.RefObject<HTMLDivElement | null> }) {
  return (
    <div className="lane">
      <div ref={plot}>
        {marks
          .filter((mark) => mark.hasWords)
          .map((mark) => (
            <span
              key={`${mark.at}${mark.text}`}
              className={`is-${mark.tone}`}
              style={{ left: `${mark.wordsAt}%` }}
            >
              {mark.tone !== 'plain' && <LookShape look={markLook(mark)} />}
              {localTime.minute(mark.at)} {mark.text}
            </span>
          ))}
      </div>
    </div>
  );
}

const markLook = (mark: LaneMark) => {
  if (mark.tone === 'good') return VERDICT_LOOK.protecting;
  return mark.text === 'blocking' || mark.text === 'weakened' ? mark.text : 'exposed';
};

function Overlay({ marks, picture }: LaneProps) {
  return (
    <div className="over">
      {picture.quiet.map((spell) => {
        const left = percent(spell.from, picture.from, picture.to);
        return (
          <span
            key={`quiet ${spell.from} ${spell.reason}`}
            className="q"
            style={{ left: `${left}%`, width: `${percent(spell.to, picture.from, picture.to) - left}%` }}
            title={`In maintenance ${spellText(spell, picture.to, localTime)}`}
          />
        );
      })}
      {marks.map((mark) => (
        <span
          key={`${mark.at}${mark.text}`}
          className={mark.isTurn ? 't' : 't k'}
          style={{ left: `${percent(mark.at, picture.from, picture.to)}%` }}
          title={`${localTime.since(mark.at, picture.to)} ${mark.text}`}
        />
      ))}
    </div>
  );
}

function Axis({ picture, hours }: { picture: BandPicture; hours: number }) {
  return (
    <div className="lane axis" aria-hidden="true">
      <div>
        {axisOf(picture.from, picture.to, hours, localTime).map((tick) => (
          <span key={tick.at} style={{ left: `${percent(tick.at, picture.from, picture.to)}%` }}>
            {tick.text}
          </span>
        ))}
        <span className="now">now</span>
      </div>
    </div>
  );
}
