using RsdtrEdge.Runtime.Models;
using RsdtrEdge.Runtime.Sessions;
using RsdtrEdge.Runtime.Tests.Onnx;

namespace RsdtrEdge.Runtime.Tests.Sessions;

/// <summary>Whatever is disposed while other threads use it: they get right results, and then <see cref="ObjectDisposedException"/>.</summary>
public sealed class DisposalTests
{
    private const int Rounds = 60;
    private const int Threads = 6;

    [Fact]
    public void Sessions() => Race(
        () => InferenceSession.Load(TinyModel.Affine()),
        (session, i) =>
        {
            using Tensor x = Tensor.Create<float>([i, -i], 1, 2);
            using TensorSet outputs = session.Run(new Dictionary<string, Tensor> { ["x"] = x });
            Assert.Equal([(2f * i) + 1, (-2f * i) + 1], outputs["y"].ToArray<float>());
        });

    [Fact]
    public void Sessions_that_write_a_profile()
    {
        using DataSets.TemporaryFolder folder = new();
        Race(
            () => InferenceSession.Load(TinyModel.Affine(), new SessionOptions { ProfilePrefix = folder.File("profile") }),
            (session, _) => Assert.NotEqual("", session.EndProfiling()));
    }

    [Fact]
    public void Tensors()
    {
        using InferenceSession session = InferenceSession.Load(TinyModel.Affine());
        Race(
            () => Tensor.Create<float>([1, 2], 1, 2),
            (x, _) =>
            {
                using TensorSet outputs = session.Run(new Dictionary<string, Tensor> { ["x"] = x });
                Assert.Equal([3f, 5], outputs["y"].ToArray<float>());
                Assert.Equal([1f, 2], x.ToArray<float>());
            });
    }

    [Fact]
    public void Bindings()
    {
        using Tensor y = Tensor.Allocate<float>(1, 2);
        Race(
            () =>
            {
                using InferenceSession session = InferenceSession.Load(TinyModel.Affine());
                return session.CreateBinding();
            },
            (binding, i) =>
            {
                using Tensor x = Tensor.Create<float>([1, 2], 1, 2);
                binding.BindInput("x", x);
                if (i % 2 == 0)
                {
                    binding.BindOutput("y", y);
                }
                else
                {
                    binding.BindOutput("y");
                }

                binding.Run();
            });
    }

    [Fact]
    public void Models() => Race(
        () => EdgeModel.Load(TinyModel.Affine()),
        (model, i) =>
        {
            try
            {
                _ = model.Run([i, -i]).Length;
            }
            catch (InvalidOperationException exception) when (exception is not ObjectDisposedException)
            {
                Assert.Contains("on another thread", exception.Message, StringComparison.Ordinal);
            }
        });

    [Fact]
    public void Models_with_outputs_that_are_made_anew() => Race(
        () => EdgeModel.Load(TinyModel.NonZero()),
        (model, i) =>
        {
            try
            {
                _ = model.Run([0, i, 0, 1]).Length;
            }
            catch (InvalidOperationException exception) when (exception is not ObjectDisposedException)
            {
                Assert.Contains("on another thread", exception.Message, StringComparison.Ordinal);
            }
        });

    [Fact]
    public void Nothing_begins_behind_a_disposal_although_what_began_before_it_goes_on()
    {
        using Tensor x = Tensor.Create<float>([1, 2], 1, 2);
        Dictionary<string, Tensor> inputs = new() { ["x"] = x };
        InferenceSession session = InferenceSession.Load(TinyModel.Affine());
        bool isHeld = false;
        session.Handle.DangerousAddRef(ref isHeld); // What a run in progress does.
        session.Dispose();
        Assert.Throws<ObjectDisposedException>(() => session.Run(inputs));
        Assert.Throws<ObjectDisposedException>(session.CreateBinding);
        Assert.False(session.Handle.IsClosed);
        session.Handle.DangerousRelease();
        Assert.True(session.Handle.IsClosed);
    }

    // Threads that use a thing until it is disposed under their hands; one of them does it, after more or less of their work.
    private static void Race<T>(Func<T> make, Action<T, int> use)
        where T : IDisposable
    {
        for (int round = 0; round < Rounds; round++)
        {
            T thing = make();
            int uses = 0, last = round % 7 * 10;
            Exception?[] ends = new Exception?[Threads];
            Thread[] threads = [.. Enumerable.Range(0, Threads).Select(number => new Thread(() =>
            {
                while (ends[number] is null)
                {
                    if (Interlocked.Increment(ref uses) > last && number == 0)
                    {
                        thing.Dispose();
                    }

                    ends[number] = Record.Exception(() => use(thing, number));
                }
            }))];
            Array.ForEach(threads, thread => thread.Start());
            Array.ForEach(threads, thread => thread.Join());
            Assert.All(ends, end => Assert.IsType<ObjectDisposedException>(end));
        }
    }
}
