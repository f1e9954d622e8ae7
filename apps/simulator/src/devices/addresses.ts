import { Problem } from '../problem.js';

const PER_ROW = 250;
const CIDR = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})\/(\d{1,2})$/;

/**
 * Addresses for simulators that run side by side: each takes the first free /16 block of the network.
 * Shape   `127.16.0.0/12` -> blocks 127.16, 127.17 … 127.31; device i of a block -> 127.16.x.y.
 */
export interface AddressPlan {
  readonly blocks: number;
  address(block: number, index: number): string;
}

export function addressPlan(network: string): AddressPlan {
  const match = CIDR.exec(network);
  const [first, second] = [Number(match?.[1]), Number(match?.[2])];
  const bits = Number(match?.[5]);
  if (!match || first !== 127 || second > 255 || !(bits >= 8 && bits <= 16)) {
    throw new Problem(
      `bind: "${network}" is not accepted; give a loopback network such as 127.16.0.0/12 (prefix /8 to /16).`,
    );
  }
  const size = 2 ** (16 - bits);
  const start = Math.floor(second / size) * size;
  return {
    blocks: size,
    // 127.0.0.1 lives in block 127.0; starting rows at 1 keeps clear of it.
    address: (block, index) =>
      `127.${start + block}.${1 + Math.floor(index / PER_ROW)}.${1 + (index % PER_ROW)}`,
  };
}
