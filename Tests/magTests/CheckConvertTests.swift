import ArgumentParser
import Foundation
import MAG
import Testing

@testable import mag

@Suite("mag convert and mag check") struct CheckConvertTests {
  /// The logits of the toy network are (1.5 x₀ + 2 x₂ − 0.75) times 1 and −1.
  private static let reference =
    #"{"images":[[0,0,0,0],[1,0,0,0]],"logits":[[-0.75,0.75],[0.75,-0.75]],"#
    + #""labels":[0,1],"input_gradients":[[1.5,0,2,0],[-1.5,0,-2,0]]}"#

  @Test("a network converted to ONNX and back is the same file, and every command reads it")
  func convert_thereAndBack_isTheSame() throws {
    try Workplace.use { place in
      try place.toy(metadata: ["inputs": "raw"])
      let there = try place.run(["convert", "toy.safetensors", "toy.onnx"])
      #expect(there.code == 0 && there.errors.isEmpty)
      #expect(there.output.contains("16 random images, all equal"))
      let back = try place.run(["convert", "toy.onnx", "back.safetensors", "--json", "c.json"])
      #expect(back.code == 0)
      #expect(try place.contents("back.safetensors") == place.contents("toy.safetensors"))
      let document = try place.document("c.json")
      #expect(document["schema"].text == "mag.conversion/1")
      #expect(document["configuration"]["format"].text == "safetensors")
      #expect(document.entry["largest_difference"].double == 0)
      #expect(document.entry["image_count"].int == 16)
      #expect(document.entry["assumptions"].list.count == 1)
      let inspection = try place.runToy("inspect toy.onnx --json -")
      #expect(inspection.code == 0)
      #expect(JSONValue(text: inspection.output).entry["clean_correct"].int == 5)
    }
  }

  @Test("agreement ends with 0, a difference with 1, a reference that proves nothing with 2")
  func check_verdicts_areExitCodes() throws {
    try Workplace.use { place in
      try place.toy(metadata: ["inputs": "raw"])
      try place.write(Self.reference, to: "good.json")
      try place.write(
        Self.reference.replacing("0.75,0.75", with: "0.75,0.76"), to: "wrong.json")
      try place.write(#"{"images":[[0,0,0,0]],"logits":[[-0.75,0.75]]}"#, to: "one.json")
      let good = try place.run(
        ["check", "toy.safetensors", "--logits", "good.json", "--json", "out.json"])
      #expect(good.code == 0 && good.output.contains("verdict       agrees"))
      #expect(good.output.contains("input gradients") && good.output.contains("2 of 2 the same"))
      let document = try place.document("out.json")
      #expect(document["schema"].text == "mag.check/1")
      #expect(document["configuration"]["tolerance"].double == 1e-4)
      #expect(document.entry["verdict"].text == "agrees")
      #expect(document.entry["logits"]["relative"].double == 0)
      let wrong = try place.run(["check", "toy.safetensors", "--logits", "wrong.json"])
      #expect(wrong.code == 1 && wrong.output.contains("verdict       differs"))
      #expect(wrong.errors.isEmpty)
      let loose = try place.run(
        ["check", "toy.safetensors", "--logits", "wrong.json", "--tolerance", "0.1"])
      #expect(loose.code == 0)
      let one = try place.run(["check", "toy.safetensors", "--logits", "one.json"])
      #expect(one.code == 2 && one.output.contains("cannot tell"))
    }
  }

  @Test(
    "what cannot be done is refused with its exit code and leaves no file",
    arguments: [
      (
        "convert toy.safetensors toy.pt", 64, "OUT: expected a file ending in .safetensors or .onnx"
      ),
      ("convert toy.safetensors", 64, "Missing expected argument '<out>'"),
      ("convert none.onnx toy.onnx", 66, "none.onnx: there is no such file"),
      ("convert toy.safetensors none/toy.onnx", 73, "the folder none does not exist"),
      ("convert bad.onnx toy.onnx", 65, "bad.onnx: the ONNX file is damaged at byte 1"),
      ("convert toy.safetensors toy.onnx --json toy.onnx", 64, "--json: expected another file"),
      ("check toy.safetensors", 64, "--logits"),
      ("check toy.safetensors --logits none.json", 66, "none.json: there is no such file"),
      ("check toy.safetensors --logits bad.json", 65, "bad.json: no valid JSON at line 1, column "),
      ("check toy.safetensors --logits small.json", 65, "images: expected 4 columns"),
      ("check toy.safetensors --logits small.json --tolerance -1", 64, "--tolerance: expected"),
    ] as [(String, Int32, String)])
  func commands_impossible_areRefused(_ line: String, _ code: Int32, _ words: String) throws {
    try Workplace.use { place in
      try place.toy()
      try Data([0x08]).write(to: place.folder.appendingPathComponent("bad.onnx"))
      try place.write("[", to: "bad.json")
      try place.write(#"{"images":[[1,2]],"logits":[[1,2]]}"#, to: "small.json")
      let names = try place.names()
      let outcome = try place.run(line.split(separator: " ").map(String.init))
      #expect(outcome.code == code)
      #expect(outcome.errors.contains(words), "\(outcome.errors)")
      #expect(try place.names() == names)
    }
  }

  @Test("their help is as recorded")
  func help_commands_matchSnapshots() {
    for (command, expected) in [
      (ConvertCommand.self as any ParsableCommand.Type, Self.convertHelp),
      (CheckCommand.self, Self.checkHelp),
    ] {
      let found = Mag.helpMessage(for: command, columns: 80)
      #expect(found == expected || found == expected + "\n")
    }
  }

  private static let convertHelp = """
    OVERVIEW: Write a network in another format and compare its logits.

    The extension of the second file, .safetensors or .onnx, says the format.
    Before that file is written, its bytes are read back and the logits of 16
    images with random pixels in [0, 1) are compared: they must be equal but for
    rounding, since what is folded when ONNX is read rounds once more.

    Example: mag convert model.onnx model.safetensors

    USAGE: mag convert <in> <out> [--activation <name>] [--transposed] [--architecture \
    <file.yaml>] [--json <file|->] [--seed <seed>] [--threads <threads>] [--quiet]

    ARGUMENTS:
      <in>                    A checkpoint (safetensors, PyTorch, NumPy, ONNX or
                              NNet).
      <out>                   The file to write (.safetensors, .onnx).

    NETWORK:
      --activation <name>     The activation after every dense layer but the last,
                              where the file names none: relu, leaky-relu:SLOPE,
                              hard-tanh, sigmoid, tanh, gelu, softplus, elu:ALPHA,
                              identity (default: relu, which is said).
      --transposed            The weights lie as [inputs, outputs], whatever the
                              custom of the file's format is.
      --architecture <file.yaml>
                              A YAML file that names the layers, for state dicts of
                              networks that are no chain of dense layers; see
                              Documentation/checkpoints.md.

    OUTPUT:
      --json <file|->         Write the results as JSON; - for standard output,
                              which then holds nothing else.

    RUN:
      --seed <seed>           Of everything that is drawn at random. (default: 0)
      --threads <threads>     Threads to use (default: all cores); the results do
                              not depend on it.
      --quiet                 No progress and no notices on standard error.

    OPTIONS:
      --version               Show the version.
      -h, --help              Show help information.
    """
  private static let checkHelp = """
    OVERVIEW: Compare a network's logits with those of the program that made it.

    The reference holds images as the network takes them, their logits, and perhaps
    labels and input_gradients, the gradients of each image's own label's logit: as
    lists of rows in a JSON file, or as arrays of these names in a file of tensors.
    Scaling by the options or metadata of other commands is not applied.

    Differences are relative to the image's largest |reference value|. Exit codes:
    0 all are within the tolerance, 1 one is not, 2 the reference could not have
    shown a difference (fewer than two images, or the same logits for all).

    Example: mag check model.onnx --logits reference.json

    USAGE: mag check <file> --logits <ref> [--tolerance <d>] [--activation <name>] \
    [--transposed] [--architecture <file.yaml>] [--json <file|->] [--seed <seed>] \
    [--threads <threads>] [--quiet]

    ARGUMENTS:
      <file>                  A checkpoint (safetensors, PyTorch, NumPy, ONNX or
                              NNet).

    NETWORK:
      --activation <name>     The activation after every dense layer but the last,
                              where the file names none: relu, leaky-relu:SLOPE,
                              hard-tanh, sigmoid, tanh, gelu, softplus, elu:ALPHA,
                              identity (default: relu, which is said).
      --transposed            The weights lie as [inputs, outputs], whatever the
                              custom of the file's format is.
      --architecture <file.yaml>
                              A YAML file that names the layers, for state dicts of
                              networks that are no chain of dense layers; see
                              Documentation/checkpoints.md.

    OUTPUT:
      --json <file|->         Write the results as JSON; - for standard output,
                              which then holds nothing else.

    RUN:
      --seed <seed>           Of everything that is drawn at random. (default: 0)
      --threads <threads>     Threads to use (default: all cores); the results do
                              not depend on it.
      --quiet                 No progress and no notices on standard error.

    OPTIONS:
      --logits <ref>          The reference values.
      --tolerance <d>         The largest difference allowed. (default: 0.0001)
      --version               Show the version.
      -h, --help              Show help information.
    """
}
