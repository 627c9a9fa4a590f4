using Portal.Wiring;

var builder = WebApplication.CreateBuilder(new WebApplicationOptions
{
    Args = args,
    ContentRootPath = ContentRoot.Find(AppContext.BaseDirectory),
});
// The manifest of a build is otherwise read in Development only; a published portal has none and needs none.
builder.WebHost.UseStaticWebAssets();
builder.AddWeb();

var app = builder.Build();
app.UseWeb();
await app.RunAsync();
