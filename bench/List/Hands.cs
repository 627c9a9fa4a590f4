using Microsoft.Playwright;

namespace Portal.Bench.List;

/// <summary>What a person does on the list, at an expert's speed.</summary>
internal static class Hands
{
    private static readonly string[] Words = ["sim-4", "graz prod", "libssl", "plant 2", "openssh test"];

    /// <summary>About 12 s of words, letter by letter, each taken back.</summary>
    public static async Task Type(IPage page, CancellationToken stop)
    {
        await page.Keyboard.PressAsync("/");
        foreach (var word in Words)
        {
            foreach (var letter in word)
            {
                await page.Keyboard.PressAsync(letter == ' ' ? "Space" : letter.ToString());
                await Task.Delay(120, stop);
            }
            await Task.Delay(900, stop);
            await page.Keyboard.PressAsync("Escape");
            await Task.Delay(500, stop);
        }
        await page.Keyboard.PressAsync("Escape");
    }

    /// <summary>About 20 s with the wheel, down most of the list and up again.</summary>
    public static async Task Scroll(IPage page, CancellationToken stop)
    {
        await page.Mouse.MoveAsync(700, 500);
        foreach (var (direction, pauses) in new[] { (1, 190), (-1, 190) })
        {
            for (var i = 0; i < pauses; i++)
            {
                await page.Mouse.WheelAsync(0, direction * 220);
                await Task.Delay(50, stop);
            }
        }
    }

    /// <summary>About 8 s of j held down, then of k.</summary>
    public static async Task Walk(IPage page, CancellationToken stop)
    {
        await page.Mouse.MoveAsync(5, 500);
        foreach (var key in new[] { "j", "k" })
        {
            for (var i = 0; i < 100; i++)
            {
                await page.Keyboard.PressAsync(key);
                await Task.Delay(33, stop);
            }
        }
    }
}
