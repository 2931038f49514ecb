using RsdtrEdge.Runtime.Diagnostics;
using RsdtrEdge.Samples.FaceDetector;

if (args is [] or ["--help"])
{
    Console.WriteLine(Arguments.Usage);
    return args.Length == 0 ? (int)ExitCode.WrongUsage : (int)ExitCode.Success;
}

return ProgramExit.Run("FaceDetector", cancellation =>
{
    Arguments arguments = Arguments.Parse(args);
    if (arguments.Out is { } folder)
    {
        PictureFolder.Create(folder);
    }

    if (arguments.Camera is null)
    {
        ImageRun.Run(arguments, Console.Out, cancellation);
    }
    else
    {
        CameraRun.Run(arguments, Console.Out, cancellation);
    }

    return (int)ExitCode.Success;
});
