// A QR code (ISO/IEC 18004) of a text of up to 106 bytes: byte mode, level L, versions 1–5, whose data is one block.
const DATA = [0, 19, 34, 55, 80, 108];
const CHECK = [0, 7, 10, 15, 20, 26];
const FORMAT_L = 1;
const MASK = 0;

function multiply(a, b) {
  let product = 0;
  for (let bit = 7; bit >= 0; bit--) {
    product = (product << 1) ^ ((product >> 7) * 0x11d);
    product ^= ((b >> bit) & 1) * a;
  }
  return product;
}

function generator(degree) {
  const result = new Array(degree - 1).fill(0).concat(1);
  let root = 1;
  for (let i = 0; i < degree; i++) {
    for (let j = 0; j < degree; j++) {
      result[j] = multiply(result[j], root) ^ (j + 1 < degree ? result[j + 1] : 0);
    }
    root = multiply(root, 2);
  }
  return result;
}

function remainder(data, degree) {
  const divisor = generator(degree);
  const result = new Array(degree).fill(0);
  for (const byte of data) {
    const factor = byte ^ result.shift();
    result.push(0);
    divisor.forEach((value, i) => (result[i] ^= multiply(value, factor)));
  }
  return result;
}

function words(text) {
  const bytes = [...new TextEncoder().encode(text)];
  const version = DATA.findIndex((room) => room - 2 >= bytes.length);
  if (version < 1) throw new RangeError("too long for one block");
  const bits = [];
  const add = (value, length) => {
    for (let i = length - 1; i >= 0; i--) bits.push((value >> i) & 1);
  };
  add(4, 4);
  add(bytes.length, 8);
  for (const byte of bytes) add(byte, 8);
  add(0, 4);
  const data = [];
  for (let i = 0; i < bits.length; i += 8) data.push(Number.parseInt(bits.slice(i, i + 8).join(""), 2));
  for (let pad = 0xec; data.length < DATA[version]; pad ^= 0xec ^ 0x11) data.push(pad);
  return { version, all: [...data, ...remainder(data, CHECK[version])] };
}

function frame(size, version) {
  const cells = Array.from({ length: size }, () => new Array(size).fill(null));
  const square = (row, column, reach, dark) => {
    for (let y = -reach; y <= reach; y++) {
      for (let x = -reach; x <= reach; x++) {
        if (cells[row + y]?.[column + x] !== undefined) cells[row + y][column + x] = dark(Math.max(Math.abs(x), Math.abs(y)));
      }
    }
  };
  for (let i = 0; i < size; i++) cells[6][i] = cells[i][6] = i % 2 === 0;
  const finder = (far) => far !== 2 && far !== 4;
  for (const [row, column] of [[3, 3], [3, size - 4], [size - 4, 3]]) square(row, column, 4, finder);
  if (version > 1) square(size - 7, size - 7, 2, (far) => far !== 1);
  return cells;
}

function addFormat(cells, size) {
  let rest = (FORMAT_L << 3) | MASK;
  for (let i = 0; i < 10; i++) rest = (rest << 1) ^ ((rest >> 9) * 0x537);
  const bits = ((((FORMAT_L << 3) | MASK) << 10) | rest) ^ 0x5412;
  const bit = (i) => ((bits >> i) & 1) === 1;
  for (let i = 0; i <= 5; i++) cells[i][8] = bit(i);
  [cells[7][8], cells[8][8], cells[8][7]] = [bit(6), bit(7), bit(8)];
  for (let i = 9; i < 15; i++) cells[8][14 - i] = bit(i);
  for (let i = 0; i < 8; i++) cells[8][size - 1 - i] = bit(i);
  for (let i = 8; i < 15; i++) cells[size - 15 + i][8] = bit(i);
  cells[size - 8][8] = true;
}

// Data runs in pairs of columns from the right, up and down in turn; mask 0 turns every other cell.
function fill(cells, size, all) {
  let next = 0;
  for (let right = size - 1; right >= 1; right -= 2) {
    if (right === 6) right = 5;
    for (let step = 0; step < size; step++) {
      const row = (right + 1) & 2 ? step : size - 1 - step;
      for (const column of [right, right - 1]) {
        if (cells[row][column] !== null) continue;
        const bit = next < all.length * 8 && ((all[next >> 3] >> (7 - (next & 7))) & 1) === 1;
        cells[row][column] = bit !== ((row + column) % 2 === 0);
        next += 1;
      }
    }
  }
}

// Rows of cells, true for dark.
export function qr(text) {
  const { version, all } = words(text);
  const size = 17 + 4 * version;
  const cells = frame(size, version);
  addFormat(cells, size);
  fill(cells, size, all);
  return cells;
}

export function draw(canvas, text) {
  const cells = qr(text);
  const border = 4;
  const scale = Math.floor(canvas.width / (cells.length + 2 * border));
  const edge = Math.floor((canvas.width - cells.length * scale) / 2);
  const pen = canvas.getContext("2d");
  pen.fillStyle = "#fff";
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.fillStyle = "#000";
  cells.forEach((row, y) =>
    row.forEach((dark, x) => dark && pen.fillRect(edge + x * scale, edge + y * scale, scale, scale)),
  );
}
