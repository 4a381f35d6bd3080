import Foundation
import MAGFiles

/// One compressed file from one address, through the curl program.
///
/// The bytes go to a `.part` file that stays when the download is interrupted and is continued next
/// time. Only its SHA-256 says that it is whole; one that is complete and wrong is deleted.
struct Download {
  let address: URL
  let file: MNISTFile
  let part: URL
  let curl: String

  func run(progress: (FetchEvent) -> Void) -> Result<Data, SourceFailure> {
    // First with what is there already, then, if that led nowhere, from the beginning.
    var last = SourceFailure(reason: "the download failed")
    for _ in 0..<2 {
      let before = partCount
      if before > 0, let data = verified() { return .success(data) }
      let outcome = transfer(progress: progress)
      if outcome.status == 0 {
        if let data = verified() { return .success(data) }
        last = SourceFailure(reason: complaint())
        progress(.refused(file: file.name, source: address.absoluteString, reason: last.reason))
        unlink(part.path)
      } else {
        last = SourceFailure(reason: outcome.lastLine)
        // Interrupted: what came stays, for next time. Refused at once: what was there may be why.
        if before == 0 || partCount != before { break }
        if !Download.isRangeRefusal(outcome.status) { break }
        unlink(part.path)
      }
      if before == 0 { break }
    }
    if partCount == 0 { unlink(part.path) }
    return .failure(last)
  }

  private func transfer(progress: (FetchEvent) -> Void) -> ChildProcess.Outcome {
    var shown = -1
    func show() {
      let count = partCount
      if count != shown {
        progress(.received(file: file.name, bytes: count, expected: file.compressedCount))
        shown = count
      }
    }
    let outcome = ChildProcess.run(
      [
        curl, "--silent", "--show-error", "--fail", "--location", "--proto-redir", "=https",
        "--connect-timeout", "10", "--speed-limit", "1000", "--speed-time", "30",
        "--max-filesize", "\(IDX.defaultCeiling)", "--continue-at", "-", "--output", part.path,
        address.absoluteString,
      ], poll: show)
    show()
    return outcome
  }

  /// curl's codes for "a download cannot be continued there": a refusal by the server (22, with
  /// HTTP status 416), no ranges (33), a bad position (36).
  private static func isRangeRefusal(_ status: Int32) -> Bool { [22, 33, 36].contains(status) }

  private var partCount: Int {
    var status = stat()
    return stat(part.path, &status) == 0 ? Int(status.st_size) : 0
  }

  private func verified() -> Data? {
    guard let data = try? FileInput.read(part, ceiling: IDX.defaultCeiling),
      FileDigest.sha256(data) == file.compressedDigest
    else { return nil }
    return data
  }

  /// What is wrong with a part that is complete and not the file.
  private func complaint() -> String {
    if let data = try? FileInput.read(part, ceiling: IDX.defaultCeiling), IDX.isWebPage(data) {
      return "\(file.name).gz is a web page there"
    }
    return "\(file.name).gz has another SHA-256 there"
  }
}
