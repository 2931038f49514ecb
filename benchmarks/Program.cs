using RsdtrEdge.Benchmarks;
using RsdtrEdge.Benchmarks.Accuracy;
using RsdtrEdge.Benchmarks.Builds;
using RsdtrEdge.Benchmarks.Faces;
using RsdtrEdge.Benchmarks.FineTuning;
using RsdtrEdge.Benchmarks.Frames;
using RsdtrEdge.Benchmarks.Gradients;
using RsdtrEdge.Benchmarks.Images;
using RsdtrEdge.Benchmarks.Networks;
using RsdtrEdge.Benchmarks.Overhead;
using RsdtrEdge.Benchmarks.Paper;
using RsdtrEdge.Benchmarks.Performance;
using RsdtrEdge.Benchmarks.Soak;
using RsdtrEdge.Benchmarks.TrainedNetworks;
using RsdtrEdge.Benchmarks.TrainingSpeed;
using RsdtrEdge.Benchmarks.TrainingSpeed.Torch;

// dotnet run -c Release --project benchmarks -- NAME [options]
return args switch
{
    ["decomposition", .. string[] models] => DecompositionBenchmark.Run(models, Console.Out),
    ["accuracy", .. string[] options] => AccuracyBenchmark.Run(options, Console.Out, Console.Error),
    ["finetuning", .. string[] options] => FineTuningBenchmark.Run(options, Console.Out, Console.Error),
    ["trained-networks", .. string[] options] => TrainedNetworksBenchmark.Run(options, Console.Out, Console.Error),
    ["performance", .. string[] options] => PerformanceBenchmark.Run(options, Console.Out, Console.Error),
    ["paper", .. string[] options] => PaperBenchmark.Run(options, Console.Out, Console.Error),
    ["training-speed", .. string[] options] => TrainingSpeedBenchmark.Run(options, Console.Out, Console.Error),
    ["gradients", .. string[] options] => GradientsBenchmark.Run(options, Console.Out, Console.Error),
    ["overhead", .. string[] options] => OverheadBenchmark.Run(options, Console.Out, Console.Error),
    ["faces", .. string[] options] => FacesBenchmark.Run(options, Console.Out, Console.Error),
    ["frames", .. string[] options] => FramesBenchmark.Run(options, Console.Out, Console.Error),
    ["images", .. string[] options] => ImagesBenchmark.Run(options, Console.Out, Console.Error),
    ["noop-build", .. string[] options] => NoOpBuildBenchmark.Run(options, Console.Out, Console.Error),
    ["soak", .. string[] options] => SoakBenchmark.Run(options, Console.Out, Console.Error),
    ["networks", .. string[] options] => NetworksCommand.Run(options, Console.Out, Console.Error),

    // Nobody's but TorchSide's.
    [TorchProgram.Command, string network, string threads] => TorchProgram.Run(network, threads, Console.In, Console.Out, Console.Error),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("usage: benchmarks decomposition [MODEL.onnx ...]");
    Console.Error.WriteLine($"       benchmarks {AccuracyOptions.Usage}");
    Console.Error.WriteLine($"       benchmarks {TuningOptions.Usage}");
    Console.Error.WriteLine($"       benchmarks {TrainedNetworksOptions.Usage}");
    Console.Error.WriteLine($"       benchmarks {PerformanceOptions.Usage}");
    Console.Error.WriteLine($"       benchmarks {PaperOptions.Usage}");
    Console.Error.WriteLine($"       benchmarks {SpeedOptions.Usage}");
    Console.Error.WriteLine($"       benchmarks {GradientsBenchmark.Usage}");
    Console.Error.WriteLine($"       benchmarks {OverheadOptions.Usage}");
    Console.Error.WriteLine($"       benchmarks {FacesBenchmark.Usage}");
    Console.Error.WriteLine($"       benchmarks {FramesBenchmark.Usage}");
    Console.Error.WriteLine($"       benchmarks {ImagesOptions.Usage}");
    Console.Error.WriteLine($"       benchmarks {NoOpBuildBenchmark.Usage}");
    Console.Error.WriteLine($"       benchmarks {SoakOptions.Usage}");
    Console.Error.WriteLine($"       benchmarks {NetworksCommand.Usage}");
    return 2;
}
