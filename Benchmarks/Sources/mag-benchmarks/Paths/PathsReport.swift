import Foundation

/// What one network's paths cost.
struct PathsResult: Encodable {
  let name: String
  let family: PathsSubject.Family
  let sizes: [Int]
  let piecesPerLine: Double
  let crossingsPerLine: Double
  /// A line, on one thread.
  let millisecondsOneThread: Double
  /// A line, on all threads.
  let milliseconds: Double
  /// A line of the peer, on all threads; nil without a peer.
  let peerMilliseconds: Double?
  /// What the peer found on its lines, and what is there.
  let peerCrossings: Int?
  let crossingsOfPeerLines: Int

  var dense: Int { sizes.count - 1 }
  var millisecondsPerThousandPieces: Double { 1000 * millisecondsOneThread / piecesPerLine }
  var speedup: Double? { peerMilliseconds.map { $0 / milliseconds } }

  static func median(_ values: [Double]) -> Double {
    let sorted = values.sorted()
    let middle = sorted.count / 2
    return sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
  }

  /// For standard error while others are still running.
  var line: String {
    let peer = peerMilliseconds.map { String(format: ", PyTorch %.2f ms", $0) } ?? ""
    return String(
      format: "%@: %.3f ms a line on one thread, %.3f on all, %.0f pieces%@", name as NSString,
      millisecondsOneThread, milliseconds, piecesPerLine, peer as NSString)
  }
}

/// Everything that `mag-benchmarks paths` measured.
struct PathsReport: Encodable {
  let schema = "mag.benchmark-paths/1"
  let lines: Int
  let rounds: Int
  let threads: Int
  let peerLines: Int
  let peerSamples: Int
  /// The version of PyTorch; nil without a peer.
  let torch: String?
  let results: [PathsResult]
  let memory: [PathsMemory]

  var page: String {
    var text = """
      # Cost of exact paths

      \(lines) lines a network, medians of \(rounds) rounds, \(threads) threads where not said \
      otherwise, Double. He-initialised networks on lines between random images in a \
      28-dimensional subspace; checkpoints on lines between test images of the embedded sample. \
      Normals, angles and both factors of each are included. Made by `Benchmarks/paths`.


      """
    if let torch {
      text += """
        PyTorch \(torch), float32, \(threads) threads: \(peerSamples) samples a line, 24 halvings \
        of each bracket, one gradient at each change; \(peerLines) of the lines, the same network, \
        in the same rounds.


        """
    }
    text += """
      | network | dense layers | pieces a line | ms a line, one core | ms per 1 000 pieces | \
      ms a line | PyTorch, ms a line | ratio | crossings found |
      | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |

      """
    for result in results {
      let peer = result.peerMilliseconds.map { String(format: "%.1f", $0) } ?? "-"
      let ratio = result.speedup.map { String(format: "%.0f", $0) } ?? "-"
      let found =
        result.peerCrossings.map { "\($0) of \(result.crossingsOfPeerLines)" } ?? "-"
      text +=
        String(
          format: "| %@ | %d | %.0f | %.3f | %.3f | %.3f | ", result.name as NSString,
          result.dense, result.piecesPerLine, result.millisecondsOneThread,
          result.millisecondsPerThousandPieces, result.milliseconds)
        + "\(peer) | \(ratio) | \(found) |\n"
    }
    text += "\nPeak memory of a process that walks "
    text += PathsMemory.sizes.map(String.init).joined(separator: "-") + ": "
    text += memory.map {
      String(
        format: "%d lines %.0f MiB (%.0f before the walk)", $0.lines, $0.peakMebibytes,
        $0.baseMebibytes)
    }.joined(separator: ", ")
    return text + ".\n"
  }
}
