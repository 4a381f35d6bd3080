import CFuzzer
import Foundation

@testable import MAGFiles

/// Makes check sums right again after a mutation, so that the fuzzer sees behind them.
enum Mending {
  /// Mends what the bytes look like: a zip archive, a PNG or a gzip file.
  static func mend(_ bytes: inout [UInt8]) {
    if bytes.starts(with: [0x50, 0x4B]) { mendArchive(&bytes) }
    if bytes.starts(with: [0x89, 0x50, 0x4E, 0x47]) { mendImage(&bytes) }
    if bytes.starts(with: [0x1F, 0x8B, 8, 0]) { mendGzip(&bytes) }
  }

  /// The CRC of every chunk whose length fits.
  private static func mendImage(_ bytes: inout [UInt8]) {
    var start = 8
    while start + 12 <= bytes.count {
      let length = bytes[start..<start + 4].reduce(0) { $0 << 8 | Int($1) }
      guard length <= bytes.count - start - 12 else { return }
      let end = start + 8 + length
      let sum = crc(bytes[start + 4..<end])
      for index in 0..<4 { bytes[end + index] = UInt8(truncatingIfNeeded: sum >> (24 - 8 * index)) }
      start = end + 4
    }
  }

  /// CRC and length of a stream behind a header without options.
  private static func mendGzip(_ bytes: inout [UInt8]) {
    let body = Data(bytes.dropFirst(10))
    let (content, ending) = Inflation.run(body, .none, ceiling: 1 << 20)
    guard case .complete(let unused) = ending, unused >= 8 else { return }
    let end = bytes.count - unused
    write(crc([UInt8](content)[...]), to: &bytes, at: end)
    write(UInt32(truncatingIfNeeded: content.count), to: &bytes, at: end + 4)
  }

  /// CRC and sizes of every entry of the directory whose own header can be found.
  private static func mendArchive(_ bytes: inout [UInt8]) {
    var start = 0
    while start + 46 <= bytes.count {
      guard bytes[start..<start + 4].elementsEqual([0x50, 0x4B, 1, 2]) else {
        start += 1
        continue
      }
      let place = Int(read(bytes, at: start + 42))
      let size = Int(read(bytes, at: start + 20))
      if place + 30 <= bytes.count {
        let names = Int(read(bytes, at: place + 26))
        let first = place + 30 + (names & 0xFFFF) + names >> 16
        if first <= bytes.count, size <= bytes.count - first {
          let stored = Array(bytes[first..<first + size])
          let isStored = bytes[start + 10] == 0
          let content =
            isStored
            ? stored : [UInt8](Inflation.run(Data(stored), .none, ceiling: 1 << 16).bytes)
          for (header, offset) in [(start, 16), (place, 14)]
          where read(bytes, at: header + offset + 8) != .max {
            write(crc(content[...]), to: &bytes, at: header + offset)
            write(UInt32(content.count), to: &bytes, at: header + offset + 8)
          }
        }
      }
      start += 46
    }
  }

  private static func read(_ bytes: [UInt8], at index: Int) -> UInt32 {
    bytes[index..<index + 4].reversed().reduce(0) { $0 << 8 | UInt32($1) }
  }

  private static func write(_ value: UInt32, to bytes: inout [UInt8], at index: Int) {
    for place in 0..<4 { bytes[index + place] = UInt8(truncatingIfNeeded: value >> (8 * place)) }
  }

  private static func crc(_ bytes: ArraySlice<UInt8>) -> UInt32 {
    ~bytes.reduce(~0) { sum, byte in
      (0..<8).reduce(sum ^ UInt32(byte)) { sum, _ in
        sum & 1 == 1 ? sum >> 1 ^ 0xEDB8_8320 : sum >> 1
      }
    }
  }
}

/// libFuzzer's hook for mutations: its own one, then mended sums in three of four cases.
@_cdecl("LLVMFuzzerCustomMutator")
func mutateAndMend(
  _ start: UnsafeMutablePointer<UInt8>, _ count: Int, _ capacity: Int, _ seed: UInt32
) -> Int {
  let size = LLVMFuzzerMutate(start, count, capacity)
  if seed % 4 == 0 { return size }
  let buffer = UnsafeMutableBufferPointer(start: start, count: size)
  var bytes = Array(buffer)
  Mending.mend(&bytes)
  // Nothing here changes their number.
  for (index, byte) in bytes.enumerated() { buffer[index] = byte }
  return size
}
