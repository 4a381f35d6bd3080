import Foundation
import MAG
import Testing

/// A command that meets something bad once it works: its exit code and words of its sentence.
struct Misfortune: CustomTestStringConvertible, Sendable {
  let arguments: String
  let code: Int32
  let words: [String]
  var testDescription: String { arguments }

  init(_ arguments: String, _ code: Int32, _ words: String...) {
    self.arguments = arguments
    self.code = code
    self.words = words
  }
}

@Suite("The program in bad company") struct MisfortuneTests {
  static let misfortunes = [
    Misfortune("align none.safetensors --data sample", 66, "none.safetensors", "no such file"),
    Misfortune("align text.txt --data sample", 65, "text.txt", "safetensors"),
    Misfortune("align cut.safetensors --data sample", 65, "cut.safetensors"),
    Misfortune("align nan.safetensors --data sample", 65, "nan.safetensors", "0.weight", "nan"),
    Misfortune("align small.safetensors --data sample", 65, "20 inputs", "784 pixels"),
    Misfortune("align model.safetensors", 69, "mag data fetch", "--data sample"),
    Misfortune("align model.safetensors --data nowhere", 66, "nowhere"),
    Misfortune("align model.safetensors --data empty", 66, "train-images-idx3-ubyte"),
    Misfortune("align model.safetensors --data damaged", 65, "train-images-idx3-ubyte"),
    Misfortune("align model.safetensors --data page", 65, "train-images-idx3-ubyte.gz"),
    Misfortune("align model.safetensors --data sample --components 785", 64, "785", "784"),
    Misfortune("align model.safetensors --data sample --validation 10000", 64, "10000"),
    Misfortune("align model.safetensors --data sample --basis text.txt", 65, "text.txt"),
    Misfortune("align model.safetensors --data sample --json no/a.json", 73, "no/a.json"),
    Misfortune("align model.safetensors --data sample --json empty", 73, "empty", "folder"),
    Misfortune("align model.safetensors --data sample --json /dev/full", 73, "/dev/full"),
    Misfortune("align model.safetensors --data sample --out text.txt/f", 73, "text.txt"),
    Misfortune(
      "align model.safetensors --data sample --out no/f", 73, "the folder no does not exist"),
    Misfortune(
      "align model.safetensors --data sample --out /proc/f", 73, "/proc/f.png", "takes no files"),
    Misfortune(
      "align model.safetensors --data sample --out a --json a.json", 64, "--json", "a.json"),
    Misfortune("crossings model.safetensors --data sample --pairs 1:2000", 64, "2000", "1999"),
    Misfortune("crossings model.safetensors --data sample --pairs-file none.txt", 66, "none.txt"),
    Misfortune("crossings model.safetensors --data sample --pairs-file text.txt", 65, "line 1"),
    Misfortune("crossings model.safetensors --data sample --images a.png none.png", 66, "none.png"),
    Misfortune("crossings model.safetensors --data sample --images a.png text.txt", 65, "text.txt"),
    Misfortune("crossings smooth.safetensors --data sample --pairs 1:2 --method exact", 64, "tanh"),
    Misfortune("robustness model.safetensors --data sample --indices 5,2000", 64, "2000"),
    Misfortune("transform model.safetensors --data sample --to 12", 64, "12"),
    Misfortune("transform model.safetensors --data sample --index 2000", 64, "2000"),
    Misfortune("inspect nan.safetensors --data sample", 65, "nan.safetensors", "0.weight"),
    Misfortune("inspect empty", 74, "empty", "folder"),
    Misfortune("data info --data nowhere", 66, "nowhere"),
    Misfortune("data fetch --json no/a.json", 73, "no/a.json"),
  ]

  /// Inputs of which each has one thing wrong.
  private func furnish(_ place: Workplace) throws {
    try place.checkpoint()
    try place.checkpoint("small.safetensors", sizes: [20, 12, 10])
    try place.checkpoint("smooth.safetensors", activation: .tanh)
    try place.checkpoint("nan.safetensors", spoil: true)
    let whole = try Data(contentsOf: place.folder.appendingPathComponent("model.safetensors"))
    try whole.dropLast(9).write(to: place.folder.appendingPathComponent("cut.safetensors"))
    try place.write("not a network, not a picture", to: "text.txt")
    try place.picture("a.png", side: 28, value: 200)
    for folder in ["empty", "damaged", "page"] {
      try FileManager.default.createDirectory(
        at: place.folder.appendingPathComponent(folder), withIntermediateDirectories: false)
    }
    for file in MNISTFile.canonical {
      try place.write("\u{0}\u{0}\u{8}\u{3}short", to: "damaged/\(file.name)")
      try place.write("<html>Not here</html>", to: "page/\(file.name).gz")
    }
  }

  @Test(
    "ends with the right code and one sentence, and leaves nothing behind", arguments: misfortunes)
  func run_badInput_endsWell(_ misfortune: Misfortune) throws {
    try Workplace.use { place in
      try furnish(place)
      let before = try place.names()
      let outcome = try place.run(misfortune.arguments.split(separator: " ").map(String.init))
      #expect(outcome.code == misfortune.code, "\(outcome.errors)")
      #expect(outcome.lastLine.hasPrefix("error: "))
      #expect(outcome.lastLine.hasSuffix("."))
      #expect(outcome.errors.split(separator: "\n").count { $0.hasPrefix("error: ") } == 1)
      for word in misfortune.words { #expect(outcome.lastLine.contains(word), "\(outcome.errors)") }
      #expect(try place.names() == before)
    }
  }

  @Test("what is wrong with a checkpoint is shown before it is refused")
  func inspect_notANumber_isShown() throws {
    try Workplace.use { place in
      try furnish(place)
      let outcome = try place.run(["inspect", "nan.safetensors", "--data", "sample"])
      #expect(outcome.output.contains("0.weight"))
      #expect(outcome.output.contains("12 × 784"))
    }
  }

  @Test("a full disk behind standard output is a failure to write")
  func output_fullDisk_isReported() throws {
    try Workplace.use { place in
      let shell = "'\(Workplace.program.path)' data info --data sample > /dev/full"
      let outcome = try place.start(
        ["-c", shell], program: URL(fileURLWithPath: "/bin/sh")
      ).finish()
      #expect(outcome.code == 73)
      #expect(outcome.lastLine.contains("no space"))
    }
  }

  @Test("a reader that goes away is no failure, and files are still written")
  func output_closedPipe_isNoFailure() throws {
    try Workplace.use { place in
      let shell =
        "('\(Workplace.program.path)' data info --data sample --json info.json; echo $? > code)"
        + " | true; sleep 0; while [ ! -s code ]; do :; done"
      _ = try place.start(["-c", shell], program: URL(fileURLWithPath: "/bin/sh")).finish()
      #expect(try place.names() == ["code", "info.json"])
      let code = try Data(contentsOf: place.folder.appendingPathComponent("code"))
      #expect(String(decoding: code, as: UTF8.self) == "0\n")
    }
  }

  @Test("Ctrl-C ends at once with 130 and leaves no file", arguments: [SIGINT, SIGTERM])
  func run_interrupted_endsCleanly(_ number: Int32) throws {
    try Workplace.use { place in
      try place.checkpoint()
      let started = try place.start([
        "robustness", "model.safetensors", "--data", "sample", "--epsilons", "1e-9", "--steps",
        "1000000", "--json", "r.json", "--out", "figure",
      ])
      // The notice about the sample says that the handlers are there and the work begins.
      while try !started.text(1).contains("sample"), started.process.isRunning { usleep(1000) }
      kill(started.process.processIdentifier, number)
      let outcome = try started.finish()
      #expect(started.process.terminationReason == .exit)
      #expect(outcome.code == 128 + number)
      #expect(outcome.lastLine == "interrupted")
      #expect(try place.names() == ["model.safetensors"])
    }
  }
}
