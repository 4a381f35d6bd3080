import ArgumentParser
import Foundation
import MAG
import Testing

@testable import mag

@Suite("The command slice") struct SliceCommandTests {
  /// Rounding of a few operations, and of the decomposition behind the manifold.
  static let rounding = 1e-12

  @Test("three images of the toy: the boundary x₀ = 1/2 cuts the window in two halves")
  func slice_threeImages_isByHand() throws {
    try Workplace.use { place in
      try place.toy()
      let outcome = try place.runToy(
        "slice toy.safetensors --indices 0,1,3 --resolution 40 --json s.json --lines")
      #expect(outcome.code == 0, "\(outcome.errors)")
      let tables = PrintedTable.all(in: outcome.output)
      #expect(tables.count == 3)
      #expect(tables[0]["method"] == ["exact"] && tables[0]["lines"] == ["160+160"])
      #expect(tables[0]["crossings"] == ["160"] && tables[0]["confirmed"] == ["160"])
      #expect(tables[0]["boundary length"] == ["1.3000"])
      #expect(tables[1]["x"] == ["0.0000", "1.0000", "0.0000"])
      #expect(tables[1]["y"] == ["0.0000", "0.0000", "1.0000"])
      #expect(tables[1]["nearest boundary"] == ["0.5000", "0.5000", "0.5000"])
      #expect(tables[1]["beyond"] == ["0", "1", "0"])
      #expect(tables[2]["share of the window"] == ["0.500000", "0.500000"])
      let document = try place.document("s.json")
      #expect(document["schema"].text == "mag.slice/1")
      #expect(document["configuration"]["indices"].list.compactMap(\.int) == [0, 1, 3])
      #expect(document["configuration"]["margin"].double == 0.15)
      #expect(document["configuration"]["extent"].value == nil)
      let slice = document.entry["slice"]
      #expect(slice["window"]["columns"].int == 40 && slice["window"]["rows"].int == 40)
      #expect(slice["rows"].list.count == 160 && slice["columns"].list.count == 160)
      #expect(slice["rows"][0]["classes"].list.compactMap(\.int) == [1, 0])
      let arc = slice["arcs"][0]
      #expect(arc["x"].list.compactMap(\.double).allSatisfy { abs($0 - 0.5) < Self.rounding })
      #expect(slice["agreement"]["unmatched"].int == 0)
      #expect(slice["axes"][0]["meaning"].text == "towards-second-image")
    }
  }

  @Test("one image of the toy: the gradient leans 53.13° and the boundary is 0.3 away")
  func slice_oneImage_isByHand() throws {
    try Workplace.use { place in
      try place.toy()
      let outcome = try place.runToy(
        "slice toy.safetensors --index 1 --extent 1 --resolution 20 --json s.json --out s-figure "
          + "--format svg,pdf,png --dpi 72")
      #expect(outcome.code == 0, "\(outcome.errors)")
      let slice = try place.document("s.json").entry["slice"]
      // In the plane 3 a + 4 b = 1.5: x₀ = 1 − a and x₂ = −b.
      let degrees = try #require(slice["gradient_degrees"].double)
      #expect(abs(degrees - atan2(4, 3) * 180 / .pi) < 1e-9)
      let near = slice["images"][0]["nearest_boundary"]
      #expect(abs(try #require(near["distance"].double) - 0.3) < Self.rounding)
      #expect(abs(try #require(near["x"].double) - 0.18) < Self.rounding)
      #expect(abs(try #require(near["y"].double) - 0.24) < Self.rounding)
      #expect(near["other_class"].int == 1)
      #expect(slice["rows"].value == nil && slice["arcs"].value == nil)
      #expect(abs(try #require(slice["axes"][0]["on_manifold_share"].double) - 1) < Self.rounding)
      let figure = try SliceFigure.read(place.contents("s-figure.json"), from: "s-figure.json")
      #expect(figure.panels.map(\.model) == ["toy"] && figure.shots.map(\.index) == [1])
      for suffix in ["svg", "pdf", "png", "csv"] {
        #expect(try !place.contents("s-figure.\(suffix)").isEmpty)
      }
    }
  }

  @Test("the same command gives the same bytes on one thread and on two")
  func slice_threads_changeNothing() throws {
    try Workplace.use { place in
      try place.toy()
      let runs = try [1, 2].map { threads in
        let outcome = try place.runToy(
          "slice toy.safetensors --indices 0,1,2 --resolution 30 --json r.json --lines "
            + "--out figure --threads \(threads)")
        #expect(outcome.code == 0, "\(outcome.errors)")
        let names = ["r.json"] + ["svg", "pdf", "png", "json", "csv"].map { "figure.\($0)" }
        return try names.map { try place.contents($0) }
      }
      #expect(runs[0] == runs[1])
    }
  }

  @Test(
    "the largest and the smallest window, and the widest margin, are sliced and drawn",
    arguments: [
      "--index 1 --extent 1e6", "--index 1 --extent 1e-6", "--indices 0,1,3 --margin 100",
    ])
  func slice_extremes_areDrawn(_ plane: String) throws {
    try Workplace.use { place in
      try place.toy()
      for method in ["exact", "sampled"] {
        let outcome = try place.runToy(
          "slice toy.safetensors \(plane) --resolution 20 --method \(method) --json - --out f"
            + " --format svg")
        #expect(outcome.code == 0, "\(outcome.errors)")
        let shares = JSONValue(text: outcome.output).entry["slice"]["regions"].list
          .compactMap { $0["share_on_rows"].double }
        #expect(abs(shares.reduce(0, +) - 1) < 1e-9)
      }
    }
  }

  @Test("the sampled method is labelled so and agrees to its spacing")
  func slice_sampled_agrees() throws {
    try Workplace.use { place in
      try place.toy()
      let outcome = try place.runToy(
        "slice toy.safetensors --indices 0,1,3 --resolution 40 --method sampled --json s.json")
      #expect(outcome.code == 0, "\(outcome.errors)")
      let slice = try place.document("s.json").entry["slice"]
      #expect(slice["method"].text == "sampled" && slice["agreement"].value == nil)
      let share = try #require(slice["regions"][0]["share_on_rows"].double)
      #expect(abs(share - 0.5) <= 1.0 / 80)
    }
  }

  @Test(
    "command lines that cannot be carried out are refused with their sentence and code",
    arguments: [
      ("--indices 0,1,3 --resolution 0", 64, "from 1 to 4096 pixels across, found 0"),
      ("--indices 0,1,3 --resolution 4097", 64, "found 4097"),
      ("--indices 0,1", 64, "2 were given"),
      ("--indices 0,1,2,3", 64, "4 were given"),
      ("--indices 0,1,1", 64, "1 twice"),
      ("--indices 0,1,x", 64, "'0,1,x'"),
      ("--indices 0,1,6", 64, "image 6 is not there"),
      ("--index 6", 64, "image 6 is not there"),
      ("--index -1", 64, "--index: expected at least 0, found -1"),
      ("--indices 0,1,3 --index 1", 64, "exactly one of --indices and --index, found both"),
      ("--resolution 10", 64, "exactly one of --indices and --index, found none"),
      ("--indices 0,1,3 --extent 2", 64, "--extent: expected --index beside it"),
      ("--indices 0,1,3 --gradient margin", 64, "--gradient: expected --index beside it"),
      ("--index 1 --margin 0.1", 64, "--margin: expected --indices beside it"),
      ("--index 1 --extent 0", 64, "a distance from 1e-6 to 1e6, found 0"),
      ("--index 1 --extent 1e-7", 64, "found 1e-07"),
      ("--index 1 --extent 1e160", 64, "found 1e+160"),
      ("--index 1 --extent nan", 64, "found nan"),
      ("--indices 0,1,3 --margin 101", 64, "from 0 to 100 times"),
      ("--indices 0,1,3 --margin 1e300", 64, "found 1e+300"),
      ("--indices 0,1,3 --margin -1", 64, "found -1"),
      ("--indices 0,1,3 --scan-lines 0", 64, "from 1 to 64, found 0"),
      ("--indices 0,4,5", 65, "images 0, 4, 5 lie on one line"),
    ] as [(String, Int32, String)])
  func slice_badLines_areRefused(_ options: String, _ code: Int32, _ words: String) throws {
    try Workplace.use { place in
      try place.toy()
      let outcome = try place.runToy("slice toy.safetensors \(options)")
      #expect(outcome.code == code)
      #expect(outcome.lastLine.hasPrefix("error: ") && outcome.lastLine.contains(words))
      #expect(try place.names() == ["toy", "toy.safetensors"])
    }
  }

  @Test("damaged weights and a smooth network asked for exactly are refused")
  func slice_badNetworks_areRefused() throws {
    try Workplace.use { place in
      try place.toy()
      var weights = Toy.weights
      weights[2] = .nan
      let damaged = try Network<Float>(
        layers: Network<Float>.perceptron(sizes: [4, 2]), parameters: weights + Toy.biases)
      try Checkpoint.write(
        damaged, metadata: [:], to: place.folder.appendingPathComponent("nan.safetensors"))
      let nan = try place.runToy("slice nan.safetensors --indices 0,1,3")
      #expect(nan.code == 65 && nan.lastLine.lowercased().contains("nan"), "\(nan.errors)")
      let smooth = try Network<Float>(
        layers: Network<Float>.perceptron(sizes: [4, 3, 2], activation: .tanh),
        parameters: [Float](repeating: 0.5, count: 23))
      try Checkpoint.write(
        smooth, metadata: [:], to: place.folder.appendingPathComponent("smooth.safetensors"))
      let exact = try place.runToy(
        "slice smooth.safetensors --indices 0,1,3 --method exact --resolution 4")
      #expect(exact.code == 64 && exact.lastLine.contains("tanh"), "\(exact.errors)")
    }
  }

  @Test("its help is this text") func slice_help_matchesSnapshot() {
    let found = Mag.helpMessage(for: SliceCommand.self, columns: 80)
    #expect(found == Self.help || found == Self.help + "\n")
    for line in found.split(separator: "\n") where !line.hasPrefix("USAGE") {
      #expect(line.count <= 80, "\(line)")
    }
  }

  static let help = """
    OVERVIEW: Map the decision regions on a plane through images, exactly where
    that can be done.

    The plane goes through three images (--indices), or through one (--index) along
    the unit vectors of P g and g − P g, the parts of its input gradient g on and
    off the manifold. Axes are orthonormal, so both are in units of distance (l2,
    pixels in [0, 1]).

    For piecewise linear networks a lattice of horizontal and vertical scan lines
    is walked exactly. Of chains of dense layers every boundary that meets one is
    followed from affine piece to affine piece until it ends: vertices, areas and
    distances are exact to rounding. Of networks with convolutions, poolings or
    residual sums the lines alone are known. A region that meets no scan line lies
    in a square as wide as the lines are apart and is not seen. Other networks are
    sampled, and the picture says so.

    Files: slice.png, .svg, .pdf, .json and .csv; with --out one, one.png and so
    on.

    Examples:
      mag slice baseline.safetensors --indices 7,2,15 --out slice
      mag slice baseline.safetensors --index 7 --extent 2 --json slice.json

    USAGE: mag slice [<options>] <file> ...

    ARGUMENTS:
      <file>                  Checkpoints (safetensors, PyTorch, NumPy, ONNX or
                              NNet).

    PLANE:
      --indices <a,b,c>       Three images of the split, such as 7,2,15.
      --index <number>        One image instead, with the directions of its
                              gradient.
      --gradient <kind>       The function of the logits whose gradient gives the
                              directions (with --index; default: loss). (values:
                              loss, true-logit, predicted-logit, margin)
      --extent <distance>     Half the side of the window around one image, as a
                              distance from 1e-6 to 1e6 (default: 3).
      --margin <share>        Room around three images as a share of their extent,
                              0 to 100 (default: 0.15).
      --resolution <pixels>   Pixels across, 1 to 4096. (default: 400)
      --scan-lines <count>    Scan lines a pixel in each direction, 1 to 64
                              (default: 4, for networks other than chains of dense
                              layers 1; where networks are sampled, samples a pixel
                              in each direction, by default 2).
      --method <method>       Exact walks, samples, or (auto) samples only where
                              there are no exact walks. (values: auto, exact,
                              sampled; default: auto)
      --lines                 Put all scan lines and boundaries with their vertices
                              into the JSON.

    DATA:
      --data <full|sample|DIR>
                              full MNIST from the cache, the embedded sample of it,
                              or a folder with four IDX files or an .npz archive,
                              or the archive. (default: full)
      --split <split>         The images that are measured. (values: test, train,
                              validation; default: test)
      --validation <images>   Training images set aside from the end, left out of
                              the manifold's fit too. (default: 0)

    MANIFOLD:
      --manifold-reading <reading>
                              One PCA of all, k components of every class stacked,
                              or of each image's own class (leaks the label).
                              (values: global, per-class, own-class; default:
                              global)
      --centering <centering> What the mean has to do with it: no mean anywhere;
                              subtracted and added back; or the components of the
                              centred PCA without the mean. (values: uncentered,
                              centered, centered-components; default: uncentered)
      --components <k>        Principal components k, in all or of each class.
                              (default: 28)
      --basis <file>          An orthonormal basis [k, d] of your own instead:
                              tensor W of a safetensors file, or a .npy array.

    INPUTS:
      --inputs <raw|projected>
                              Raw images, or images projected on the manifold
                              (default: what the checkpoint says, else raw).
                              (values: raw, projected)
      --scale, --input-scale <factor>
                              What pixels in [0, 1] are multiplied by for the
                              network, 255 for one of bytes (default: what the
                              checkpoint says, else 1).
      --mean, --input-mean <means>
                              What is subtracted next: a number, or one a channel
                              with commas (default likewise, else 0).
      --std, --input-std <stds>
                              What it is divided by at last, likewise (default
                              likewise, else 1).
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
      --out <basename>        Where the figure goes, without an extension; its data
                              are written beside it as .json and .csv (default: a
                              name in this folder, or no figure with --json).
      --json <file|->         Write the results as JSON; - for standard output,
                              which then holds nothing else.
      --format <list>         Kinds of picture, of png, png@2x, svg and pdf
                              (default: png,svg,pdf).
      --width <width>         Width in inches, or a name for column 3.25, page
                              6.75, icml 3.25, icml-page 6.75, neurips 5.5, iclr
                              5.5, jmlr 6, tmlr 6.5, aaai 3.3125, aaai-page 7, cvpr
                              3.28125, cvpr-page 6.875. (default: page)
      --palette <palette>     Colours: standard, okabe-ito, tol-bright, gray.
                              (default: standard)
      --theme <paper|dark>    paper, or dark for slides and web pages. (default:
                              paper)
      --font <family>         The family of all text. (default: DejaVu Sans)
      --font-size <points>    Size of labels in points; all other text keeps its
                              proportion to them. (default: 7.5)
      --models <name,name>    Show these models alone, in this order; the data keep
                              all.
      --title <text>          Words over the picture, inside the graphic (default:
                              none).
      --svg-text <text|outline>
                              Text of an svg: text in a stack of fonts, or outlines
                              of the very font. (values: text, outline; default:
                              text)
      --dpi <dpi>             Pixels an inch of a png. (default: 300)

    RUN:
      --seed <seed>           Of everything that is drawn at random. (default: 0)
      --threads <threads>     Threads to use (default: all cores); the results do
                              not depend on it.
      --quiet                 No progress and no notices on standard error.

    OPTIONS:
      --version               Show the version.
      -h, --help              Show help information.
    """
}
