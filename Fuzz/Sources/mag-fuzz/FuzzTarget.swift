import Foundation

/// One reader under libFuzzer, whose `main` calls these two functions by their C names; or the
/// packing and unpacking of its corpus: see scripts/fuzz.
enum FuzzTarget {
  /// Named by a variable of the environment and not by an argument: libFuzzer starts this program
  /// again with arguments of its own.
  private static let reader = ProcessInfo.processInfo.environment["MAG_FUZZ_READER"]
    .flatMap(FuzzedReader.init)

  /// Does what needs no fuzzer, and ends the program then.
  static func begin() throws {
    guard let reader else {
      let names = FuzzedReader.allCases.map(\.rawValue).joined(separator: ", ")
      let text = "mag-fuzz: set MAG_FUZZ_READER to one of \(names).\n"
      FileHandle.standardError.write(Data(text.utf8))
      exit(64)
    }
    let arguments = CommandLine.arguments
    switch (arguments.dropFirst().first, arguments.count) {
    case ("unpack", 4): try CorpusFile(contentsOf: arguments[2]).unpack(to: arguments[3])
    case ("pack", 4): try CorpusFile(folder: arguments[2], reader: reader).write(to: arguments[3])
    default: return
    }
    exit(0)
  }

  /// Reads one input; what a reader may not do ends the program, as libFuzzer expects it.
  static func test(_ bytes: Data) {
    do throws(Violation) { _ = try reader?.outcome(of: bytes) } catch {
      fatalError(error.description)
    }
  }
}

@_cdecl("LLVMFuzzerInitialize")
func initialize(_ count: UnsafeMutableRawPointer, _ arguments: UnsafeMutableRawPointer) -> Int32 {
  do { try FuzzTarget.begin() } catch { fatalError("\(error)") }
  return 0
}

@_cdecl("LLVMFuzzerTestOneInput")
func testOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> Int32 {
  FuzzTarget.test(start.map { Data(bytes: $0, count: count) } ?? Data())
  return 0
}
