import MAG
import Testing

@testable import mag

/// A command line that is refused before any work, and words of the sentence that says why.
struct Refusal: CustomTestStringConvertible, Sendable {
  let arguments: String
  let words: [String]
  var testDescription: String { arguments }

  init(_ arguments: String, _ words: String...) {
    self.arguments = arguments
    self.words = words
  }
}

@Suite("Options are validated before any work") struct ValidationTests {
  static let refusals = [
    Refusal("robustness m.safetensors --epsilons -0.1", "epsilon", "-0.1"),
    Refusal("robustness m.safetensors --epsilons 0,x", "--epsilons", "'0,x'"),
    Refusal("robustness m.safetensors --epsilons nan", "--epsilons", "nan"),
    Refusal("robustness m.safetensors --attacks fgsm,foo", "--attacks", "fgsm, pgd", "foo"),
    Refusal("robustness m.safetensors --steps 0", "steps", "0"),
    Refusal("robustness m.safetensors --steps -3", "steps", "-3"),
    Refusal("robustness m.safetensors --steps many", "many", "--steps"),
    Refusal("robustness m.safetensors --step-size 0", "step size", "0"),
    Refusal("robustness m.safetensors --restarts 0", "restarts", "0"),
    Refusal("robustness m.safetensors --restarts 3", "restarts", "uniform"),
    Refusal("robustness m.safetensors --indices 3,-1", "--indices", "'3,-1'"),
    Refusal("robustness m.safetensors --norm l7", "l7", "--norm"),
    Refusal("robustness m.safetensors --box round", "round", "--box"),
    Refusal("robustness m.safetensors --count some", "some", "--count"),
    Refusal("robustness", "file"),
    Refusal("align m.safetensors --components 0", "--components", "at least 1", "0"),
    Refusal("align m.safetensors --components -2", "--components", "-2"),
    Refusal("align m.safetensors --basis w.npy --centering centered", "--basis", "centered"),
    Refusal("align m.safetensors --validation -1", "--validation", "-1"),
    Refusal("align m.safetensors --split validation", "--split", "--validation"),
    Refusal("align m.safetensors --split half", "half", "--split"),
    Refusal("align m.safetensors --threads 0", "--threads", "0"),
    Refusal("align m.safetensors --seed -1", "-1", "--seed"),
    Refusal("align m.safetensors --input-std 0", "--std", "0"),
    Refusal("align m.safetensors --scale -1", "--scale", "-1"),
    Refusal("align m.safetensors --mean 0.1,x", "--mean", "0.1,x"),
    Refusal("align m.safetensors --mean 1,2,3 --std 1,2", "--mean", "--std", "3", "2"),
    Refusal("crossings m.safetensors --pairs 0:1 --invert", "--invert", "--images"),
    Refusal("align m.safetensors --gradient steep", "steep", "--gradient"),
    Refusal("align m.safetensors --format gif", "gif"),
    Refusal("align m.safetensors --width 100", "width"),
    Refusal("align m.safetensors --width wide", "wide"),
    Refusal("align m.safetensors --dpi 5", "5"),
    Refusal("align m.safetensors --out figures/", "--out", "figures/"),
    Refusal("align m.safetensors --colour red", "--colour"),
    Refusal("crossings m.safetensors", "exactly one of", "none"),
    Refusal("crossings m.safetensors --pairs 1:2 --random 3", "exactly one of", "2"),
    Refusal("crossings m.safetensors --pairs 7", "pair", "'7'"),
    Refusal("crossings m.safetensors --pairs 7:2,9:-1", "9:-1"),
    Refusal("crossings m.safetensors --random 0", "--random", "at least 1"),
    Refusal("crossings m.safetensors --random -4", "--random", "-4"),
    Refusal("crossings m.safetensors --images a.png", "--images", "two"),
    Refusal("crossings m.safetensors --random 1 --samples 0", "0"),
    Refusal("crossings m.safetensors --random 1 --method guess", "guess", "--method"),
    Refusal("transform m.safetensors --from 3 --to 3", "3"),
    Refusal("transform m.safetensors --epsilon -1", "-1"),
    Refusal("transform m.safetensors --threshold 2", "threshold", "2"),
    Refusal("transform m.safetensors --to three", "three", "--to"),
    Refusal("inspect", "file"),
    Refusal("data info --components 0", "--components"),
    Refusal("frobnicate", "frobnicate"),
  ]

  @Test("a bad value ends with 64 and one sentence that names it", arguments: refusals)
  func options_badValue_isUsageError(_ refusal: Refusal) throws {
    let found = try #require(ending(refusal.arguments.split(separator: " ").map(String.init)))
    #expect(found.code == 64)
    #expect(found.text.hasPrefix("error: "))
    #expect(found.text.hasSuffix(".") || found.text.hasSuffix("?"))
    #expect(!found.text.contains("\n"))
    for word in refusal.words { #expect(found.text.contains(word), "\(found.text)") }
  }

  @Test(
    "good command lines are taken",
    arguments: [
      "align a.safetensors b.safetensors --inputs projected --gradient true-logit --json -",
      "align a.safetensors --data sample --split validation --validation 500 --width 4.5",
      "crossings a.safetensors --pairs 7:2,15:3 --method sampled --samples 10 --kinks",
      "crossings a.safetensors --images a.png b.png --out here/figure --format png,pdf",
      "crossings a.safetensors --pairs-file pairs.txt --basis w.npy",
      "robustness a.safetensors --epsilons 0,0.1 --attacks pgd --restarts 3 --start uniform",
      "robustness a.safetensors --indices 3,17 --count last --norm l2 --box data --list-broken",
      "transform a.safetensors b.safetensors --index 7 --to 3 --epsilon 0.3 --threads 2",
      "transform a.safetensors --from 2 --to 3 --seed 18446744073709551615",
      "inspect a.safetensors --input-mean -0.1 --input-std 0.3 --quiet",
      "data fetch --from folder", "data info --data sample --manifold-reading own-class",
    ])
  func options_goodValues_areTaken(_ line: String) {
    #expect(ending(line.split(separator: " ").map(String.init)) == nil)
  }

  @Test("help and version end with 0 and go to standard output")
  func help_asked_isNoError() throws {
    try Workplace.use { place in
      for arguments in [["--help"], ["help", "align"], ["data", "fetch", "-h"], ["data"], []] {
        let outcome = try place.run(arguments)
        #expect(outcome.code == 0 && outcome.errors.isEmpty)
        #expect(outcome.output.contains("USAGE: mag"))
      }
      #expect(try place.run(["--version"]).output == "\(Tool.version)\n")
    }
  }
}
