import Testing

@testable import mag

@Suite("Help of atlas") struct AtlasHelpTests {
  private let help = Mag.helpMessage(for: AtlasCommand.self, columns: 80)

  @Test("the help begins with this text")
  func atlas_help_matchesSnapshot() {
    let expected = """
      OVERVIEW: Measure crossing angles over thousands of segments in three families.

      Every line between two images is walked exactly; at each crossing the angle is
      arcsin(|n·d| / (‖n‖ ‖d‖)), n being the normal of the boundary and d the line's
      direction. Families: other-class (two natural images of different classes),
      adversarial (a natural image and its own PGD image), same-class (two natural
      images of one class). The pairs follow from --seed alone and are the same for
      every checkpoint; where there are more adversarial lines than images, every
      image is attacked again from random starts. Intervals are at 95 %, by a
      bootstrap over lines.

      With --lines every line's record goes to a file, and the same command goes on
      from there after an interruption. Without it an interrupted atlas begins anew.

      Files: atlas.png, .svg, .pdf, .json and .csv, and atlas-decomposition with the
      same endings: what the angles are made of. With --out one, one.png and so on.

      Examples:
        mag atlas baseline.safetensors robust.safetensors --lines lines.jsonl
        mag atlas model.safetensors --families same-class --json atlas.json

      USAGE: mag atlas [<options>] <file> ...

      ARGUMENTS:
        <file>                  Checkpoints (safetensors, PyTorch, NumPy, ONNX or
                                NNet).

      LINES:
        --pairs <lines>         Lines a family and checkpoint. (default: 10000)
        --families <list>       Of other-class, adversarial and same-class. (default:
                                other-class,adversarial,same-class)
        --epsilon <epsilon>     Radius of the attack behind the adversarial family,
                                in pixel units. (default: 0.1)
        --method <method>       How crossings are found. (values: auto, exact,
                                sampled; default: auto)
        --samples <samples>     Steps a line of the sampled method. (default: 1000)
        --certificate-lines <lines>
                                Lines a family and checkpoint, evenly spaced, that
                                are checked by fresh forward passes: every crossing's
                                classes, and the logits at every 16th end of a piece
                                (exact method; default: 64).
        --lines <file.jsonl|file.csv>
                                Write one record a line, as JSON lines or
                                comma-separated values; an interrupted atlas goes on
                                from this file.
        --overwrite-lines       Begin the file of --lines anew, whatever it holds.
      """
    #expect(help.hasPrefix(expected), "\(help)")
  }

  @Test("its examples are command lines that are taken, and its lines fit 80 columns")
  func atlas_examples_areTaken() {
    let lines = help.split(separator: "\n").map(String.init)
    let examples = lines.filter { $0.hasPrefix("  mag ") }
    #expect(examples.count == 2)
    for example in examples {
      let found = ending(example.split(separator: " ").dropFirst().map(String.init))
      #expect(found == nil, "\(example): \(String(describing: found))")
    }
    for line in lines where !line.hasPrefix("USAGE") { #expect(line.count <= 80, "\(line)") }
  }

  @Test("the root's help names the command")
  func root_help_namesAtlas() {
    #expect(Mag.helpMessage(columns: 80).contains("\n  atlas "))
  }
}
